import { elementCount, type Conv2DNode } from '../../model/graph.js';
import type { Kernel, KernelContext } from '../kernel.js';
import { dotPlan, outputGroups, VECTOR, type DotPlan } from './dot-plan.js';
import { dotView } from './dot-view.js';
import { dotFlash } from './dot-weights.js';
import { mveLayer } from './mve-layer.js';
import { interleavedRows } from './quad-requantization.js';

/** Instructions on a Cortex-M55, counted in the compiled loops. */
const PER_STEP = 8;
const PER_TILE = 14;
const PER_GROUP = 50;
const PER_UNPACKED = 4;
const PER_COPIED_VECTOR = 6;
const PER_COPY = 6;

/** Convolutions of any codes: windows of signed bytes, sixteen multiplications in one VMLADAVA. */
export const dotMve: Kernel<Conv2DNode> = {
  name: 'dot',
  architecture: 'mve',
  op: 'conv2d',

  accepts: (node, context) =>
    context.features.includes('mve') && dotPlan(node, context) !== undefined,

  scratchBytes: (node, context) => planOf(node, context).scratchBytes,

  cost(node, context) {
    const plan = planOf(node, context);
    const { output, segments, steps, strip, order, weights, pointwise } = plan;
    const [height] = output.shape;
    const quads = order.quads.length;
    const strips = Math.ceil(height / strip.outputs);
    const copies = pointwise
      ? 0
      : height * output.shape[1] * node.weights.shape[1] * segments.count;
    return (
      height * output.shape[1] * quads * (steps * PER_STEP + PER_TILE) +
      strips * outputGroups(plan) * quads * PER_GROUP +
      (weights.interleaved > 1 ? strips * quads * 4 * steps * PER_UNPACKED : 0) +
      copies * (Math.ceil(segments.codes / VECTOR) * PER_COPIED_VECTOR + PER_COPY) +
      (weights.window === 0 ? 0 : height * output.shape[1] * steps * 3) +
      elementCount(plan.input.shape) / 2
    );
  },

  replaceableInputs: () => [],

  source(node, context) {
    const plan = planOf(node, context);
    return {
      symbol: symbolOf(node, plan),
      template: 'kernels/mve/dot.c.hbs',
      view: dotView(node, plan),
    };
  },

  layer(node, context) {
    const { order, requantization, steps, weights } = planOf(node, context);
    return mveLayer({
      weights: dotFlash(node.weights, order, steps, weights),
      constants: interleavedRows(order, requantization.rows),
    });
  },
};

function planOf(node: Conv2DNode, context: KernelContext): DotPlan {
  const plan = dotPlan(node, context);
  if (!plan) throw new Error(`dot does not accept ${node.name}`);
  return plan;
}

/** Beyond the shape: `r` output rows of a strip, `l`, `n` and `z` as in `polynomial`. */
function symbolOf(node: Conv2DNode, { input, output, requantization, strip }: DotPlan): string {
  const { weights, strides, padding, dilations } = node;
  const [outputs, kernelHeight, kernelWidth, inputs] = weights.shape;
  return [
    `softbit_conv2d_a${input.bits}w${weights.bits}`,
    requantization.symbol,
    `h${input.shape[0]}w${input.shape[1]}c${inputs}o${outputs}k${kernelHeight}x${kernelWidth}`,
    `s${strides.join('x')}d${dilations.join('x')}p${padding.top}x${padding.left}y${output.shape[0]}x${output.shape[1]}`,
    `r${strip.outputs}l${-weights.lowest}n${weights.step}z${input.zeroPoint}`.replace('l-', 'lm'),
    'dot_mve',
  ].join('_');
}
