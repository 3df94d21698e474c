import { elementCount, type Conv2DNode } from '../../model/graph.js';
import type { Kernel, KernelContext } from '../kernel.js';
import { depthwiseFlash } from './depthwise-flash.js';
import { depthwisePlan, type DepthwisePlan } from './depthwise-plan.js';
import { depthwiseView } from './depthwise-view.js';
import { mveLayer } from './mve-layer.js';
import { interleavedRows } from './quad-requantization.js';

/** Instructions on a Cortex-M55, counted in the compiled loops. */
const PER_TAP = 3.4;
const PER_TILE = 16;
const PER_GROUP = 42;
const PER_INPUT = 0.5;

/** Depthwise convolutions: a lane for each channel, as narrow as sums allow. */
export const depthwiseMve: Kernel<Conv2DNode> = {
  name: 'depthwise',
  architecture: 'mve',
  op: 'conv2d',

  accepts: (node, context) =>
    context.features.includes('mve') && depthwisePlan(node, context) !== undefined,

  scratchBytes: (node, context) => planOf(node, context).scratchBytes,

  cost(node, context) {
    const { output, tiles, together, blocks, order, strip, input } = planOf(node, context);
    const [, height, width] = node.weights.shape;
    const perTile = together * height * width * PER_TAP + PER_TILE;
    const groups = Math.ceil(output.shape[1] / 4) * order.quads.length;
    const repeated = (strip.inputs * Math.ceil(output.shape[0] / strip.outputs)) / input.shape[0];
    return (
      output.shape[0] * (tiles * blocks * perTile + groups * PER_GROUP) +
      elementCount(input.shape) * repeated * PER_INPUT
    );
  },

  replaceableInputs: () => [],

  source(node, context) {
    const plan = planOf(node, context);
    return {
      symbol: symbolOf(node, plan),
      template: 'kernels/mve/depthwise.c.hbs',
      view: depthwiseView(node, plan),
    };
  },

  layer(node, context) {
    const plan = planOf(node, context);
    return mveLayer({
      weights: depthwiseFlash(node, plan),
      constants: interleavedRows(plan.order, plan.requantization.rows),
    });
  },
};

function planOf(node: Conv2DNode, context: KernelContext): DepthwisePlan {
  const plan = depthwisePlan(node, context);
  if (!plan) throw new Error(`depthwise does not accept ${node.name}`);
  return plan;
}

/** Beyond the shape: `v` bits of a lane, `r`, `l`, `n` and `z` as in `polynomial`. */
function symbolOf(node: Conv2DNode, plan: DepthwisePlan): string {
  const { input, output, requantization, strip, laneBits } = plan;
  const { weights, strides, padding, dilations } = node;
  const [channels, kernelHeight, kernelWidth] = weights.shape;
  return [
    `softbit_depthwise_a${input.bits}w${weights.bits}`,
    requantization.symbol,
    `h${input.shape[0]}w${input.shape[1]}c${channels}k${kernelHeight}x${kernelWidth}`,
    `s${strides.join('x')}d${dilations.join('x')}p${padding.top}x${padding.left}y${output.shape[0]}x${output.shape[1]}`,
    `v${laneBits}r${strip.outputs}l${-weights.lowest}n${weights.step}z${input.zeroPoint}`.replace(
      'l-',
      'lm',
    ),
    'lanes_mve',
  ].join('_');
}
