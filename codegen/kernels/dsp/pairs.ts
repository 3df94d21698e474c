import type { Conv2DNode } from '../../model/graph.js';
import type { Kernel, KernelContext } from '../kernel.js';
import { packedLayer } from '../packed-layer.js';
import { pairsFlash } from './pairs-flash.js';
import { pairsPlan, type PairsPlan } from './pairs-plan.js';
import { pairsView } from './pairs-view.js';
import { scalingSymbol } from './scaling.js';

/**
 * Convolutions of wide codes, such as a network's first: up to four multiplications in one SMLAL,
 * two neighbouring pixels by two neighbouring taps.
 */
export const pairs: Kernel<Conv2DNode> = {
  name: 'pairs',
  architecture: 'dsp',
  op: 'conv2d',

  accepts: (node, context) =>
    context.features.includes('dsp') && pairsPlan(node, context) !== undefined,

  scratchBytes: (node, context) => planOf(node, context).scratchBytes,

  cost: (node, context) => planOf(node, context).cost,

  replaceableInputs: () => [],

  source(node, context) {
    const plan = planOf(node, context);
    return {
      symbol: symbolOf(node, plan),
      template: 'kernels/dsp/pairs.c.hbs',
      view: pairsView(node, plan),
    };
  },

  layer(node, context) {
    const plan = planOf(node, context);
    return packedLayer({
      weights: pairsFlash(node, plan.geometry, plan.block),
      linear: plan.scaling,
      requantize: node.requantize,
      residual: undefined,
    });
  },
};

function planOf(node: Conv2DNode, context: KernelContext): PairsPlan {
  const plan = pairsPlan(node, context);
  if (!plan) throw new Error(`pairs does not accept ${node.name}`);
  return plan;
}

/**
 * Beyond the shape: `v` or `h` the direction of lines, `f` spacing of the fields, `b` logarithm of what they begin with, `t` cells unrolled ×
 * repeats × flushes, `r` output lines of a strip, `l`, `n` and `z` lowest weight, negated, step between
 * weights and the input's zero point; of the requantization `s` the shift, `u` the left shift of sums
 * before the upper word of a product.
 */
function symbolOf(node: Conv2DNode, plan: PairsPlan): string {
  const { input, output, scaling, geometry, fields, strip } = plan;
  const { weights, strides, padding, dilations } = node;
  const [outputs, kernelHeight, kernelWidth, inputs] = weights.shape;
  const direction = geometry.vertical ? 'v' : 'h';
  return [
    `softbit_conv2d_a${input.bits}w${weights.bits}`,
    scalingSymbol(node.requantize, scaling, output),
    `h${input.shape[0]}w${input.shape[1]}c${inputs}o${outputs}k${kernelHeight}x${kernelWidth}`,
    `s${strides.join('x')}d${dilations.join('x')}p${padding.top}x${padding.left}y${output.shape[0]}x${output.shape[1]}`,
    `${direction}${geometry.lead}f${fields.spacing}b${Math.log2(fields.begin)}t${plan.unrolled}x${plan.repeats}x${fields.flushes}r${strip.outputs}`,
    `l${-weights.lowest}n${weights.step}z${input.zeroPoint}`.replace('l-', 'lm'),
    'pairs_dsp',
  ].join('_');
}
