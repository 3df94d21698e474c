import type { Conv2DNode } from '../../model/graph.js';
import { geometryOf } from '../../ops/conv2d.js';
import { integerWeights } from '../../ops/multiply-accumulate.js';
import type { Kernel, KernelContext, Layer } from '../kernel.js';
import { oncePerNode } from '../once-per-node.js';
import { field, windowFields } from '../layer-fields.js';
import { replaceableResidual } from '../replaceable.js';
import { requantizationFields } from '../requantization-fields.js';
import { channelOffsets } from '../channel-offsets.js';
import { lanesPlan, type LanesPlan } from './depthwise-lanes-plan.js';
import { lanesSymbol, lanesView } from './depthwise-lanes-view.js';
import { MOST_STEPS } from './depthwise-plan.js';
import { constantField, multipliesShort, PORTABLE_CYCLES_PER_INSTRUCTION } from './tile-fields.js';

const MOST_ACCUMULATOR = 2 ** 29;

const planOf = oncePerNode(lanesPlan);

/** Two MACs a multiplication where window sums fit 16 bits, else one; any bits, stride and dilation. */
export const depthwiseLanes: Kernel<Conv2DNode> = {
  name: 'depthwise_lanes',
  architecture: 'armv6m',
  op: 'conv2d',

  accepts: (node, context) =>
    multipliesShort(context.features) &&
    node.groups === context.inputs[0].shape[2] &&
    node.weights.shape[0] === node.groups &&
    node.weights.shape[1] * node.weights.shape[2] <= MOST_STEPS &&
    Math.max(-node.accumulator.min, node.accumulator.max) < MOST_ACCUMULATOR,

  scratchBytes: (node, context) => planOf(node, context).scratch.bytes,

  cost(node, context) {
    const { tiles, steps, tileWidth } = planOf(node, context);
    const perChannel =
      steps * (PER_STEP + PER_EXPANDED_STEP) + PER_CHANNEL + tileWidth * PER_OUTPUT;
    const cycles = context.output.shape[0] * tiles * node.groups * perChannel;
    return cycles / PORTABLE_CYCLES_PER_INSTRUCTION;
  },

  replaceableInputs: (_, { inputs, output }) => replaceableResidual(inputs, output),

  source(node, context) {
    const plan = planOf(node, context);
    return {
      symbol: lanesSymbol(plan, node, context),
      template: 'kernels/armv6m/depthwise.c.hbs',
      view: lanesView(plan, node, context),
    };
  },

  layer: (node, context) => lanesLayer(planOf(node, context), node, context),
};

/** Modelled cycles: a step of four words, bringing its pixels there, a channel's and an output's. */
const PER_STEP = 17;
const PER_EXPANDED_STEP = 22;
const PER_CHANNEL = 60;
const PER_OUTPUT = 22;

function lanesLayer(
  plan: LanesPlan,
  node: Conv2DNode,
  { inputs: [input, residual], output }: KernelContext,
): Layer {
  const channels = input.shape[2];
  const numbers = {
    input_channels: channels,
    outputs: channels,
    groups: channels,
    stage_width: plan.stageWidth,
    slots: plan.slots,
    sums_at: plan.scratch.sums,
    values_at: plan.scratch.values,
    totals_at: plan.scratch.totals,
    stage_at: plan.scratch.stage,
    step: plan.bias,
    flushes: 1,
  };
  return {
    type: 'softbit_tile_layer',
    fields: [
      ...windowFields(input, geometryOf(node), output.shape),
      ...Object.entries(numbers).map(([key, number]) => field(key, 'uint32_t', number)),
      field('zero_point', 'uint8_t', input.zeroPoint),
      {
        name: 'words',
        value: {
          type: 'uint32_t',
          numbers: Uint32Array.from(integerWeights(node.weights)),
          suffix: 'weights',
          role: 'weights',
        },
      },
      ...(plan.requantization.kind === 'wide'
        ? [
            constantField('offsets', channelOffsets(node, input.zeroPoint)),
            ...requantizationFields(node.requantize, residual),
          ]
        : [constantField('constants', plan.requantization.constants)]),
    ],
  };
}
