import type { DenseNode } from '../../model/graph.js';
import type { Kernel, KernelContext } from '../kernel.js';
import { denseFlash } from './dense-flash.js';
import { densePlan, type DensePlan } from './dense-plan.js';
import { denseView } from './dense-view.js';
import { mveLayer } from './mve-layer.js';
import { interleavedRows } from './quad-requantization.js';

/** Instructions on a Cortex-M55, counted in the compiled loops. */
const PER_STEP = 12;
const PER_QUAD = 40;
const PER_INPUT = 0.8;

/** One multiplication of a vector: sixteen inputs by one output's weights, straight from flash. */
export const denseMve: Kernel<DenseNode> = {
  name: 'dense',
  architecture: 'mve',
  op: 'dense',

  accepts: (node, context) =>
    context.features.includes('mve') && densePlan(node, context) !== undefined,

  scratchBytes: (node, context) => planOf(node, context).steps * 16,

  cost(node, context) {
    const { order, steps, inputs } = planOf(node, context);
    return order.quads.length * (steps * PER_STEP + PER_QUAD) + inputs * PER_INPUT;
  },

  replaceableInputs: () => [],

  source(node, context) {
    const plan = planOf(node, context);
    return {
      symbol: symbolOf(node, plan),
      template: 'kernels/mve/dense.c.hbs',
      view: denseView(node, plan, context.output),
    };
  },

  layer(node, context) {
    const plan = planOf(node, context);
    return mveLayer({
      weights: denseFlash(node.weights, plan),
      constants: interleavedRows(plan.order, plan.rows),
    });
  },
};

function planOf(node: DenseNode, context: KernelContext): DensePlan {
  const plan = densePlan(node, context);
  if (!plan) throw new Error(`dense does not accept ${node.name}`);
  return plan;
}

/** Beyond inputs and outputs: `l`, `n` lowest weight, negated, and step between weights. */
function symbolOf({ weights, requantize }: DenseNode, plan: DensePlan): string {
  const { input, inputs, requantization } = plan;
  const shift = requantize.kind === 'multiplier' ? requantize.shift : 0;
  return [
    `softbit_dense_a${input.bits}w${weights.bits}`,
    requantization?.symbol ?? `multiplier32_s${shift}`,
    `c${inputs}o${weights.shape[0]}`,
    `l${-weights.lowest}n${weights.step}`.replace('l-', 'lm'),
    'dot_mve',
  ].join('_');
}
