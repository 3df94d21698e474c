import type { Conv2DNode } from '../../model/graph.js';
import { geometryOf } from '../../ops/conv2d.js';
import type { Kernel, KernelContext, Layer } from '../kernel.js';
import { oncePerNode } from '../once-per-node.js';
import { field, windowFields } from '../layer-fields.js';
import { replaceableResidual } from '../replaceable.js';
import { depthwisePlan, type DepthwisePlan } from './depthwise-plan.js';
import { depthwiseSymbol, depthwiseView } from './depthwise-view.js';
import {
  constantField,
  multipliesShort,
  PORTABLE_CYCLES_PER_INSTRUCTION,
  paddingWord,
} from './tile-fields.js';
import { GROUP_CHANNELS } from './weight-steps.js';

const planOf = oncePerNode(depthwisePlan);

/** Six MACs a multiplication, three where the horizontal stride is two; one flush a window. */
export const depthwisePolynomial: Kernel<Conv2DNode> = {
  name: 'depthwise_polynomial',
  architecture: 'armv6m',
  op: 'conv2d',

  accepts: (node, context) =>
    multipliesShort(context.features) &&
    node.groups === context.inputs[0].shape[2] &&
    node.weights.shape[0] === node.groups &&
    node.dilations[1] === 1 &&
    node.strides[1] <= 2 &&
    context.inputs[0].bits <= 2 &&
    planOf(node, context) !== null,

  scratchBytes: (node, context) => planOf(node, context)!.scratch.bytes,

  cost(node, context) {
    const { tiles, steps, tileWidth, groups } = planOf(node, context)!;
    const perChannel =
      steps * (PER_STEP + PER_EXPANDED_STEP) + PER_CHANNEL + tileWidth * PER_OUTPUT;
    const cycles = context.output.shape[0] * tiles * groups * GROUP_CHANNELS * perChannel;
    return cycles / PORTABLE_CYCLES_PER_INSTRUCTION;
  },

  replaceableInputs: (_, { inputs, output }) => replaceableResidual(inputs, output),

  source(node, context) {
    const plan = planOf(node, context)!;
    return {
      symbol: depthwiseSymbol(plan, node, context),
      template: 'kernels/armv6m/depthwise.c.hbs',
      view: depthwiseView(plan, node, context),
    };
  },

  layer: (node, context) => depthwiseLayer(planOf(node, context)!, node, context),
};

/** Modelled cycles: a step of four words, bringing its pixels there, a channel's and an output's. */
const PER_STEP = 16;
const PER_EXPANDED_STEP = 28;
const PER_CHANNEL = 45;
const PER_OUTPUT = 22;

function depthwiseLayer(
  plan: DepthwisePlan,
  node: Conv2DNode,
  { inputs: [input], output }: KernelContext,
): Layer {
  const channels = input.shape[2];
  const numbers = {
    input_channels: channels,
    outputs: channels,
    groups: plan.groups,
    stage_width: plan.stageWidth,
    slots: plan.slots,
    sums_at: plan.scratch.sums,
    values_at: plan.scratch.values,
    stage_at: plan.scratch.stage,
    padding: paddingWord(input, GROUP_CHANNELS),
    last_padding: paddingWord(input, channels % GROUP_CHANNELS || GROUP_CHANNELS),
    step: plan.bias * 0x01010101,
  };
  return {
    type: 'softbit_tile_layer',
    fields: [
      ...windowFields(input, geometryOf(node), output.shape),
      ...Object.entries(numbers).map(([key, number]) => field(key, 'uint32_t', number)),
      {
        name: 'words',
        value: { type: 'uint32_t', numbers: plan.words, suffix: 'weights', role: 'weights' },
      },
      constantField('constants', plan.requantization.constants),
    ],
  };
}
