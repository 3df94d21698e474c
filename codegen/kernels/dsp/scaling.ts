import type { CodeTensor, Conv2DNode, Requantization, Tensor } from '../../model/graph.js';
import { highLinearRequantization } from '../high-linear-requantization.js';
import type { KernelContext } from '../kernel.js';
import { linearRequantization } from '../linear-requantization.js';
import { requantizeView, type RequantizeView } from '../requantize-view.js';

/** From sums to codes; biases take off what sums hold besides the accumulator. */
export interface Scaling {
  /** How far sums are shifted before the upper word of their product is taken; null for plain products. */
  readonly preShift: number | null;
  readonly shift: number;
  readonly multipliers: Int32Array;
  readonly biases: Int32Array;
}

const INT32_MAX = 2 ** 31 - 1;

/**
 * The exact form of multiplication, addition and shift in 32 bits, if there is one.
 *
 * @param offsets what each channel's sum holds besides the accumulator, modulo 2³²
 * @param plainFirst whether a plain product is tried before the upper word of one
 */
export function scalingOf(
  node: Conv2DNode,
  context: KernelContext,
  offsets: readonly number[],
  plainFirst: boolean,
): Scaling | undefined {
  const plain = () => plainScaling(node, context, offsets);
  const high = () => highLinearRequantization(node, context, offsets);
  return plainFirst ? (plain() ?? high()) : (high() ?? plain());
}

/** Biases take the offsets off modulo 2³². */
function plainScaling(
  node: Conv2DNode,
  context: KernelContext,
  offsets: readonly number[],
): Scaling | undefined {
  const linear = linearRequantization(node, context, { greatestMultiplier: INT32_MAX });
  if (!linear) return undefined;
  const { shift, multipliers, biases } = linear;
  const reduced = biases.map(
    (bias, channel) => bias - Math.imul(offsets[channel], multipliers[channel]),
  );
  return { preShift: null, shift, multipliers, biases: reduced };
}

/** What `scaled-code.hbs` and its callers need. */
export interface ScalingView {
  readonly linear: boolean;
  readonly upperWord: boolean;
  readonly preShift: number | null;
  readonly shift: number | null;
  readonly requantize: RequantizeView;
  readonly requantizationText: string;
  /** Whether it takes a product of 64 bits, and the shift of that. */
  readonly scaled: boolean;
  readonly wideShift: number | null;
}

export function scalingView(
  requantization: Requantization,
  scaling: Scaling | undefined,
  output: Tensor,
): ScalingView {
  const view = requantizeView(requantization, output, undefined);
  const text = `requantized in 32 bits to ${view.bits}-bit codes`;
  return {
    linear: scaling !== undefined,
    upperWord: scaling !== undefined && scaling.preShift !== null,
    preShift: scaling?.preShift ?? null,
    shift: scaling?.shift ?? null,
    requantize: view,
    requantizationText: scaling ? text : view.text,
    scaled: scaling === undefined && requantization.kind === 'multiplier',
    wideShift: requantization.kind === 'multiplier' ? requantization.shift : null,
  };
}

/** Part of a kernel's symbol; shifts are constants in the code. */
export function scalingSymbol(
  requantization: Requantization,
  scaling: Scaling | undefined,
  output: CodeTensor,
): string {
  if (scaling) {
    const upperWord = scaling.preShift === null ? '' : `u${scaling.preShift}`;
    return `linear${output.bits}s${scaling.shift}${upperWord}`;
  }
  const { symbol } = requantizeView(requantization, output, undefined);
  return requantization.kind === 'multiplier' ? `${symbol}q${requantization.shift}` : symbol;
}
