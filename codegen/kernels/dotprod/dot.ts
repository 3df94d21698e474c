import { elementCount, type Conv2DNode } from '../../model/graph.js';
import type { Kernel, KernelContext } from '../kernel.js';
import { tilesOf } from '../output-units.js';
import { packedLayer } from '../packed-layer.js';
import { requantizeView } from '../requantize-view.js';
import { dotWeights } from './dot-flash.js';
import { dotPlan, TILE_CHANNELS, TILE_OUTPUTS, type DotPlan } from './dot-plan.js';
import { dotView } from './dot-view.js';

/**
 * Instructions on a Cortex-A76, counted in the compiled loops. The core starts two UDOT while it
 * starts one of the multiplications that other kernels for NEON are made of, so two count as one.
 */
const PER_QUAD = 24 / 2 + 3;
const PER_TILE = 300;
const PER_GATHERED_CODE = 0.25;
const PER_INPUT_CODE = 0.4;
const PER_TAPS = 4;

/** Convolutions of any codes: dot products of four bytes for four channels, by UDOT. */
export const dot: Kernel<Conv2DNode> = {
  name: 'dot',
  architecture: 'dotprod',
  op: 'conv2d',

  accepts: (node, context) =>
    ['aarch64', 'dotprod'].every((feature) => context.features.includes(feature)) &&
    dotPlan(node, context) !== undefined,

  scratchBytes: (node, context) => planOf(node, context).scratchBytes,

  cost(node, context) {
    const { quads, tiles, input, output } = planOf(node, context);
    const all = Math.ceil(elementCount(output.shape) / node.weights.shape[0] / TILE_OUTPUTS);
    const eights = node.weights.shape[0] / TILE_CHANNELS;
    const multiplying = all * eights * (quads * PER_QUAD + PER_TILE);
    const gathering = all * TILE_OUTPUTS * quads * 4 * PER_GATHERED_CODE;
    const unpacking = Math.ceil(all / tiles) * eights * quads * PER_TAPS;
    return multiplying + gathering + unpacking + elementCount(input.shape) * PER_INPUT_CODE;
  },

  replaceableInputs: () => [],

  units: (_, { output }) => tilesOf(output, TILE_OUTPUTS),

  source(node, context) {
    const plan = planOf(node, context);
    return {
      symbol: symbolOf(node, plan),
      template: 'kernels/dotprod/dot.c.hbs',
      view: dotView(node, plan),
    };
  },

  layer(node, context) {
    const plan = planOf(node, context);
    const { linear, residual } = plan;
    const weights = dotWeights(node, plan);
    return packedLayer({ weights, linear, requantize: node.requantize, residual });
  },
};

function planOf(node: Conv2DNode, context: KernelContext): DotPlan {
  const plan = dotPlan(node, context);
  if (!plan) throw new Error(`dot does not accept ${node.name}`);
  return plan;
}

/** Beyond the shape: `z` zero point, `r` tiles at once, `l` and `n` lowest weight, negated, and step. */
function symbolOf(node: Conv2DNode, plan: DotPlan): string {
  const { input, output, tiles } = plan;
  const { weights, strides, padding, dilations } = node;
  const [outputs, kernelHeight, kernelWidth, inputs] = weights.shape;
  return [
    `softbit_conv2d_a${input.bits}w${weights.bits}`,
    requantizationSymbol(node, plan),
    `h${input.shape[0]}w${input.shape[1]}c${inputs}o${outputs}k${kernelHeight}x${kernelWidth}`,
    `s${strides.join('x')}d${dilations.join('x')}p${padding.top}x${padding.left}y${output.shape[0]}x${output.shape[1]}`,
    `z${input.zeroPoint}r${tiles}`,
    `l${-weights.lowest}n${weights.step}`.replace('l-', 'lm'),
    'dot_dotprod',
  ].join('_');
}

function requantizationSymbol({ requantize }: Conv2DNode, plan: DotPlan): string {
  const { linear, output, residual } = plan;
  if (!linear) return requantizeView(requantize, output, residual).symbol;
  return `linear${output.bits}s${linear.shift}${residual ? `_residual${residual.bits}` : ''}`;
}
