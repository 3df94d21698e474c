import { elementCount, type Conv2DNode } from '../../model/graph.js';
import type { Kernel, KernelContext } from '../kernel.js';
import { rowsOf } from '../output-units.js';
import { packedLayer } from '../packed-layer.js';
import { laneWeights } from './polynomial-flash.js';
import { lanePlan, type LanePlan } from './polynomial-plan.js';
import { laneView } from './polynomial-view.js';
import { vectorRequantizationSymbol } from './requantization-view.js';

/** Instructions on a Cortex-A53, counted in the compiled loops. */
const PER_STEP = 10;
const PER_FLUSH = 22;
const PER_TILE = 120;
const PER_ELEMENT = 3;

/** Convolutions of narrow codes as products of polynomials in 32-bit lanes. */
export const polynomial: Kernel<Conv2DNode> = {
  name: 'polynomial',
  architecture: 'neon64',
  op: 'conv2d',

  accepts: (node, context) =>
    ['aarch64', 'neon'].every((feature) => context.features.includes(feature)) &&
    lanePlan(node, context) !== undefined,

  scratchBytes: (node, context) => planOf(node, context).scratchBytes,

  cost(node, context) {
    const { strip, weights, schedule, input, output } = planOf(node, context);
    const strips = Math.ceil(output.shape[0] / strip.outputs);
    const fours = node.weights.shape[0] / 4;
    const tile = weights.steps * PER_STEP + schedule.flushes * PER_FLUSH + PER_TILE;
    const unpacking = strips * fours * weights.steps * 5;
    return (
      strips * strip.tiles * fours * tile + unpacking + elementCount(input.shape) * PER_ELEMENT
    );
  },

  replaceableInputs: () => [],

  units: (_, { output }) => rowsOf(output),

  source(node, context) {
    const plan = planOf(node, context);
    return {
      symbol: symbolOf(node, plan),
      template: 'kernels/neon64/polynomial.c.hbs',
      view: laneView(node, plan),
    };
  },

  layer(node, context) {
    const plan = planOf(node, context);
    const { linear, weights, residual } = plan;
    return packedLayer({
      weights: laneWeights(plan, node.weights.bits, node.weights.shape[0]),
      linear: linear && {
        ...linear,
        multipliers: linear.multipliers.map((multiplier, channel) =>
          weights.complemented[channel] ? -multiplier : multiplier,
        ),
      },
      requantize: node.requantize,
      residual,
    });
  },
};

function planOf(node: Conv2DNode, context: KernelContext): LanePlan {
  const plan = lanePlan(node, context);
  if (!plan) throw new Error(`polynomial does not accept ${node.name}`);
  return plan;
}

/**
 * Beyond the shape: `t` steps of a stretch × flushes, `b` bias of the fields, `r` output rows of a strip,
 * `l` and `n` lowest weight, negated, and step between weights.
 */
function symbolOf(node: Conv2DNode, plan: LanePlan): string {
  const { input, output, schedule, strip } = plan;
  const { weights, strides, padding, dilations } = node;
  const [outputs, kernelHeight, kernelWidth, inputs] = weights.shape;
  return [
    `softbit_conv2d_a${input.bits}w${weights.bits}`,
    vectorRequantizationSymbol(node, plan),
    `h${input.shape[0]}w${input.shape[1]}c${inputs}o${outputs}k${kernelHeight}x${kernelWidth}`,
    `s${strides.join('x')}d${dilations[1]}p${padding.top}x${padding.left}y${output.shape[0]}x${output.shape[1]}`,
    `t${schedule.stretch}x${schedule.flushes}b${schedule.bias}r${strip.outputs}`,
    `l${-weights.lowest}n${weights.step}`.replace('l-', 'lm'),
    'polynomial_neon64',
  ].join('_');
}
