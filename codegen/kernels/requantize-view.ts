import type { CodeTensor, Requantization, Tensor } from '../model/graph.js';

/** What `requantize.hbs` and `store-shifted.hbs` need. */
export interface RequantizeView {
  /** For people. */
  readonly text: string;
  /** Part of the kernel's symbol. */
  readonly symbol: string;
  /** C type of the result. */
  readonly result: 'uint32_t' | 'int32_t';
  /** Bits of the output's codes. */
  readonly bits: number | null;
  readonly thresholds: { readonly count: number; readonly steps: readonly StepView[] } | null;
  readonly clamped: { readonly greatest: number } | null;
  readonly shift: 'softbit_shift' | 'softbit_shift_high';
  readonly residual: { readonly bits: number } | null;
}

/** code += (accumulator ≥ thresholds[code + offset]) ≪ shift */
interface StepView {
  readonly offset: number;
  readonly shift: number;
}

export function requantizeView(
  requantization: Requantization,
  output: Tensor,
  residual: CodeTensor | undefined,
): RequantizeView {
  if (requantization.kind === 'thresholds') return thresholdsView(output);
  return multiplierView(requantization.shift, output, residual);
}

function thresholdsView(output: Tensor): RequantizeView {
  if (output.type !== 'codes') throw new Error(`${output.name} takes no thresholds`);
  const { bits } = output;
  return {
    ...multiplierView(0, output, undefined),
    text: `counted thresholds to ${bits}-bit codes`,
    symbol: `thresholds${bits}`,
    thresholds: { count: 2 ** bits - 1, steps: halvingSteps(bits) },
  };
}

/** From the middle threshold downwards: the next halving starts where the last one ended. */
function halvingSteps(bits: number): StepView[] {
  return Array.from({ length: bits }, (_, index) => {
    const shift = bits - 1 - index;
    return { offset: 2 ** shift - 1, shift };
  });
}

/** One multiplication and shift; from 32 on the shift needs the upper word alone. */
export function multiplierView(
  shift: number,
  output: Tensor,
  residual: CodeTensor | undefined,
): RequantizeView {
  const codes = output.type === 'codes';
  const high = shift >= 32;
  const target = codes ? `${output.bits}-bit codes` : '32-bit integers';
  const side = residual ? ` and a ${residual.bits}-bit residual` : '';
  const parts = [
    `multiplier${high ? 'high' : ''}${codes ? output.bits : 32}`,
    ...(residual ? [`residual${residual.bits}`] : []),
  ];
  return {
    text: `multiplier${side} to ${target}, shift ${high ? 'of 32 or more' : 'below 32'}`,
    symbol: parts.join('_'),
    result: codes ? 'uint32_t' : 'int32_t',
    bits: codes ? output.bits : null,
    thresholds: null,
    clamped: codes ? { greatest: 2 ** output.bits - 1 } : null,
    shift: high ? 'softbit_shift_high' : 'softbit_shift',
    residual: residual ? { bits: residual.bits } : null,
  };
}
