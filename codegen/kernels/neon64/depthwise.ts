import { elementCount, type Conv2DNode } from '../../model/graph.js';
import { packCodes } from '../../model/packing.js';
import type { Kernel, KernelContext } from '../kernel.js';
import { rowsOf } from '../output-units.js';
import { packedLayer } from '../packed-layer.js';
import { BLOCK_CHANNELS, depthwisePlan, type DepthwisePlan } from './depthwise-plan.js';
import { depthwiseView } from './depthwise-view.js';
import { constantsOf, requantizationSymbol } from './dot-requantization.js';
import { shapeSymbol } from './dot-shape.js';
import { stripSize } from './strip-geometry.js';

/** Instructions on a Cortex-A53 for eight channels, counted in the compiled loops. */
const PER_NARROW_TAP = 2;
const PER_WIDE_TAP = 4.2;
const PER_OUTPUT = 24;
const PER_INPUT_CODE = 0.15;
const PER_UNPACKED_TAP = 1.5;

/** Depthwise convolutions: eight channels in the lanes of a vector. */
export const depthwise: Kernel<Conv2DNode> = {
  name: 'depthwise',
  architecture: 'neon64',
  op: 'conv2d',

  accepts: (node, context) =>
    ['aarch64', 'neon'].every((feature) => context.features.includes(feature)) &&
    depthwisePlan(node, context) !== undefined,

  scratchBytes: (node, context) => scratchBytes(planOf(node, context)),

  cost(node, context) {
    const { shape, narrow } = planOf(node, context);
    const [height, width, channels] = shape.output;
    const taps = shape.kernel[0] * shape.kernel[1];
    const blocks = height * width * Math.ceil(channels / BLOCK_CHANNELS);
    const perBlock = taps * (narrow ? PER_NARROW_TAP : PER_WIDE_TAP) + PER_OUTPUT;
    return (
      blocks * perBlock +
      elementCount(shape.input) * PER_INPUT_CODE +
      channels * taps * PER_UNPACKED_TAP
    );
  },

  replaceableInputs: () => [],

  units: (_, { output }) => rowsOf(output),

  source(node, context) {
    const plan = planOf(node, context);
    const view = { ...depthwiseView(node, plan), scratchBytes: scratchBytes(plan) };
    return { symbol: symbolOf(node, plan), template: 'kernels/neon64/depthwise.c.hbs', view };
  },

  layer(node, context) {
    const { requantization, residual } = planOf(node, context);
    return packedLayer({
      weights: tapMajor(node),
      ...constantsOf(node, requantization),
      // Residual codes are taken as they are: their zero point is in the biases.
      residual: residual && { ...residual, zeroPoint: 0 },
    });
  },
};

function planOf(node: Conv2DNode, context: KernelContext): DepthwisePlan {
  const plan = depthwisePlan(node, context);
  if (!plan) throw new Error(`depthwise does not accept ${node.name}`);
  return plan;
}

/** Tap after tap the codes of all channels. */
function tapMajor({ weights: { codes, bits, shape } }: Conv2DNode): Uint8Array {
  const [channels] = shape;
  const taps = codes.length / channels;
  const turned = codes.map((_, at) => codes[(at % channels) * taps + Math.floor(at / channels)]);
  return packCodes(turned, bits);
}

/** Size of the template's `workspace`, whose members stand in the order of these terms. */
function scratchBytes({ shape, rows, narrow }: DepthwisePlan): number {
  const [, width, channels] = shape.output;
  const pitch = Math.ceil(channels / BLOCK_CHANNELS) * BLOCK_CHANNELS;
  const taps = shape.kernel[0] * shape.kernel[1];
  const { slots, columns } = stripSize(shape, rows);
  const weights = taps * pitch * (narrow ? 1 : 2);
  const codes = rows * width * pitch + channels;
  return Math.ceil((weights + codes + slots * columns * channels + BLOCK_CHANNELS) / 4) * 4;
}

/** Beyond the shape: `v` bits of a lane, `r` rows of a strip, `l` and `n` levels. */
function symbolOf(node: Conv2DNode, plan: DepthwisePlan): string {
  const { input, output, residual, requantization, shape, narrow, rows } = plan;
  const { weights } = node;
  return [
    `softbit_depthwise_a${input.bits}w${weights.bits}`,
    requantizationSymbol(requantization, output),
    ...(residual ? [`residual${residual.bits}`] : []),
    `${shapeSymbol(shape)}z${input.zeroPoint}`,
    `v${narrow ? 16 : 32}r${rows}m${requantization.shift}`,
    `l${-weights.lowest}n${weights.step}`.replace('l-', 'lm'),
    'lanes_neon64',
  ].join('_');
}
