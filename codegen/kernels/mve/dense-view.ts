import type { DenseNode, Tensor } from '../../model/graph.js';
import type { DensePlan } from './dense-plan.js';
import { expandView } from './expand-view.js';
import { quadView } from './requantize-sums-view.js';

/** Every number that `dense.c.hbs` prints. */
export function denseView(node: DenseNode, plan: DensePlan, output: Tensor): object {
  const { weights } = node;
  const { inputs, steps, bits, interleaved, order } = plan;
  return {
    ...outputView(node, plan, output),
    activation: { ...expandView({ ...plan.input, shape: [1, 1, inputs] }), rowOnly: true },
    activationBits: plan.input.bits,
    weightBits: weights.bits,
    lowest: weights.lowest,
    step: weights.step,
    inputs,
    outputs: weights.shape[0],
    rowBytes: steps * 16,
    steps,
    quads: order.quads.length,
    /** Quads that share their vectors of flash, and vectors of a step. */
    sharing: Math.max(1, interleaved / 4),
    vectors: Math.max(1, 4 / interleaved),
    masked: bits < 8,
    shares: interleaved > 4,
    lanes: [0, 1, 2, 3].map((lane) => laneView(lane, bits, interleaved)),
    greatest: (2 ** plan.input.bits - 1) * ((2 ** weights.bits - 1) << (8 - bits)) * inputs,
  };
}

/** Which vector of a step a channel of the quad is in, and where in its bytes. */
function laneView(lane: number, bits: number, interleaved: number) {
  const place = lane % interleaved;
  return {
    lane,
    vector: Math.floor(lane / interleaved),
    place,
    first: place === 0,
    shift: place * bits,
    mask: (2 ** bits - 1) << (place * bits),
  };
}

function outputView({ weights, requantize }: DenseNode, plan: DensePlan, output: Tensor): object {
  const { requantization, rows } = plan;
  if (output.type !== 'codes' || !requantization) {
    const shift = requantize.kind === 'multiplier' ? requantize.shift : 0;
    return {
      codes: false,
      requantizationText: 'requantized in 64 bits to integers',
      rounding: 'Integers leave by one multiplication in 64 bits.',
      constantCount: rows[0].length,
      shift,
      high: shift >= 32,
      partialPanel: false,
    };
  }
  return {
    ...quadView({
      ...{ requantization, output, residual: undefined },
      product: weights.step,
      window: weights.lowest,
    }),
    codes: true,
    pixels: [{ index: 0 }],
    down: 32 - output.bits,
  };
}
