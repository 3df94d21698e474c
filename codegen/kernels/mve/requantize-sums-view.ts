import type { CodeTensor } from '../../model/graph.js';
import type { QuadRequantization } from './quad-requantization.js';

export interface QuadRequest {
  readonly requantization: QuadRequantization;
  readonly output: CodeTensor;
  readonly residual: CodeTensor | undefined;
  /** Factors of the sum of products and of the window's codes in the accumulator. */
  readonly product: number;
  readonly window: number;
}

/** What `load-constants.hbs`, `requantize-sums.hbs`, `residual.hbs` and `store-row.hbs` need. */
export function quadView({ requantization, output, residual, product, window }: QuadRequest) {
  const { kind, raise, lower, rows, preShift, join } = requantization;
  const { bits, shape } = output;
  const perByte = 8 / bits;
  const pixelBytes = shape[2] / perByte;
  return {
    split: kind === 'split',
    high: kind === 'high',
    wide: kind === 'wide',
    join: join === 0 ? null : { up: join, down: 32 - join },
    product: product * 2 ** preShift,
    scales: product * 2 ** preShift !== 1,
    window: window * 2 ** preShift,
    raise,
    lower,
    constants: constantNames(requantization, window !== 0, residual !== undefined),
    constantCount: rows[0].length,
    rounding: roundings[kind],
    requantizationText: `requantized in 32-bit lanes to ${bits}-bit codes${residual ? ` with a ${residual.bits}-bit residual` : ''}`,
    pixels: [0, 1, 2, 3].map((index) => ({ index, shift: 8 * index })),
    packs: bits < 8,
    pack: { top: 8 - bits, second: 16 - bits, third: 24 - bits, bottom: 32 - bits },
    outputBits: bits,
    pixelBytes,
    perByte,
    severalQuads: perByte > 1,
    partialPanel: pixelBytes % 4 !== 0,
    partialGroup: shape[1] % 4 !== 0,
    residual: residual ? residualView(residual, output) : null,
  };
}

const roundings = {
  linear:
    'The sum that is requantized fits 32\n * bits for every input; VQSHLU clamps it and leaves the code in the highest bits.',
  high: 'The generator has proved that the upper\n * word of a product gives the same codes; VQSHLU clamps and leaves them in the highest bits.',
  split:
    'Multipliers are longer than 32-bit sums\n * allow: they run in halves of 16 bits, which is exact, for flooring twice is flooring once.',
  wide: 'Sums that are requantized have\n * 64 bits in two words, the lower of which carries to the upper.',
};

function constantNames({ kind }: QuadRequantization, window: boolean, residual: boolean) {
  const side = residual ? ['residual_multiplier'] : [];
  if (kind === 'wide') return placed(['multiplier', 'bias_high', 'bias_low', ...side]);
  if (kind === 'high') return placed(['multiplier', 'bias']);
  const names =
    kind === 'linear'
      ? ['multiplier', ...(window ? ['window_multiplier'] : []), 'bias', ...side]
      : [
          ...['multiplier_high', 'multiplier_low', 'bias_high', 'bias_low'],
          ...(residual ? ['residual_high', 'residual_low'] : []),
        ];
  return placed(names);
}

function placed(names: readonly string[]) {
  return names.map((name, index) => ({ name, offset: 4 * index }));
}

function residualView({ bits, shape }: CodeTensor, output: CodeTensor) {
  const stride = bits / output.bits;
  return {
    bits,
    stride,
    greatest: 2 ** bits - 1,
    whole: bits === 8,
    pixelBytes: (shape[2] * bits) / 8,
    panelBytes: 4 * stride,
    rowBytes: (shape[1] * shape[2] * bits) / 8,
    partialPanel: ((output.shape[2] * output.bits) / 8) % 4 !== 0,
    partialGroup: output.shape[1] % 4 !== 0,
  };
}
