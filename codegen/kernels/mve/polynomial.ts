import { elementCount, type Conv2DNode } from '../../model/graph.js';
import type { Kernel, KernelContext } from '../kernel.js';
import { mveLayer } from './mve-layer.js';
import { polynomialPlan, rowVectors, type PolynomialPlan } from './polynomial-plan.js';
import { polynomialView } from './polynomial-view.js';
import { flashWeights } from './polynomial-weights.js';
import { interleavedRows } from './quad-requantization.js';

/** Instructions on a Cortex-M55, counted in the compiled loops. */
const PER_STEP = 8;
const PER_TILE = 24;
const PER_STRETCH = 14;
const PER_GROUP = 60;
const PER_UNPACKED = 4;
const PER_WORD_VECTOR = 12;
const PER_ROW_BLOCK = 40;

/**
 * Convolutions of codes so narrow that four channels' products of polynomials, summed up in 64 bits by
 * one VMLALDAVA, may gather over many steps.
 */
export const polynomialMve: Kernel<Conv2DNode> = {
  name: 'polynomial',
  architecture: 'mve',
  op: 'conv2d',

  accepts: (node, context) =>
    context.features.includes('mve') && polynomialPlan(node, context) !== undefined,

  scratchBytes: (node, context) => planOf(node, context).scratchBytes,

  cost(node, context) {
    const plan = planOf(node, context);
    const { fields, stretches, strip, order, steps } = plan;
    const [height] = plan.output.shape;
    const quads = order.quads.length;
    const strips = Math.ceil(height / strip.outputs);
    const rows = strips * strip.inputs * fields.blocks;
    return (
      height * fields.blocks * quads * (steps * PER_STEP + PER_TILE) +
      height * fields.groups * quads * (PER_GROUP + stretches.count * PER_STRETCH) +
      strips * quads * 4 * steps * PER_UNPACKED +
      rows * (rowVectors(plan) * PER_WORD_VECTOR + PER_ROW_BLOCK) +
      elementCount(plan.input.shape)
    );
  },

  replaceableInputs: () => [],

  source(node, context) {
    const plan = planOf(node, context);
    return {
      symbol: symbolOf(node, plan),
      template: 'kernels/mve/polynomial.c.hbs',
      view: polynomialView(node, plan),
    };
  },

  layer(node, context) {
    const { fields, order, requantization } = planOf(node, context);
    return mveLayer({
      weights: flashWeights(node, fields, order),
      constants: interleavedRows(order, requantization.rows),
    });
  },
};

function planOf(node: Conv2DNode, context: KernelContext): PolynomialPlan {
  const plan = polynomialPlan(node, context);
  if (!plan) throw new Error(`polynomial does not accept ${node.name}`);
  return plan;
}

/**
 * Beyond the shape: `t` steps of a stretch × stretches, `r` output rows of a strip, `l`, `n` and `z`
 * lowest weight, negated, step between weights and the input's zero point.
 */
function symbolOf(node: Conv2DNode, plan: PolynomialPlan): string {
  const { input, output, requantization, stretches, strip } = plan;
  const { weights, strides, padding, dilations } = node;
  const [outputs, kernelHeight, kernelWidth, inputs] = weights.shape;
  return [
    `softbit_conv2d_a${input.bits}w${weights.bits}`,
    requantization.symbol,
    `h${input.shape[0]}w${input.shape[1]}c${inputs}o${outputs}k${kernelHeight}x${kernelWidth}`,
    `s${strides.join('x')}d${dilations[1]}p${padding.top}x${padding.left}y${output.shape[0]}x${output.shape[1]}`,
    `t${stretches.steps}x${stretches.count}r${strip.outputs}`,
    `l${-weights.lowest}n${weights.step}z${input.zeroPoint}`.replace('l-', 'lm'),
    'polynomial_mve',
  ].join('_');
}
