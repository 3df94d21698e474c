import type { Conv2DNode } from '../../model/graph.js';
import { geometryOf } from '../../ops/conv2d.js';
import { integerWeights } from '../../ops/multiply-accumulate.js';
import type { Kernel, KernelContext, Layer } from '../kernel.js';
import { field, windowFields } from '../layer-fields.js';
import { outputView } from '../output-view.js';
import { replaceableResidual } from '../replaceable.js';
import { requantizationFields } from '../requantization-fields.js';
import { requantizeView } from '../requantize-view.js';
import { unpackView } from '../unpack-view.js';
import { accumulateWordsView } from './accumulate-view.js';
import { byteAlignment, residualView, stagingView } from './alignment.js';
import { channelOffsets } from './channel-sums.js';
import { fieldBias } from './depthwise.js';
import { finishLanesView } from './finish-view.js';
import {
  COUNTING_BIAS,
  narrowRequantization,
  type NarrowRequantization,
} from './narrow-requantization.js';
import { constantField, multipliesShort, PORTABLE_CYCLES_PER_INSTRUCTION } from './tile-fields.js';
import { valueType } from './tile-view.js';

/** Channels whose words and sums are in scratch at a time. */
const BATCH = 4;
const HALF_LIMIT = 65_535;
/** Offsets of the unrolled loads of weights reach no further. */
const MOST_STEPS = 31;
const MOST_ACCUMULATOR = 2 ** 29;

interface LanesPlan {
  readonly lanes: 1 | 2;
  readonly steps: number;
  /** Whether the words of a row's taps overlap. */
  readonly overlap: boolean;
  /** What r11 adds to every word. */
  readonly bias: number;
  readonly requantization: NarrowRequantization;
  readonly tileWidth: number;
  readonly tiles: number;
  readonly stageWidth: number;
  readonly slots: number;
  readonly scratch: {
    readonly sums: number;
    readonly values: number;
    readonly totals: number;
    readonly stage: number;
    readonly bytes: number;
  };
}

const plans = new WeakMap<Conv2DNode, LanesPlan | null>();

function planOf(node: Conv2DNode, context: KernelContext): LanesPlan | null {
  const known = plans.get(node);
  if (known !== undefined) return known;
  const plan = lanesPlan(node, context);
  plans.set(node, plan);
  return plan;
}

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
    Math.max(-node.accumulator.min, node.accumulator.max) < MOST_ACCUMULATOR &&
    planOf(node, context) !== null,

  scratchBytes: (node, context) => planOf(node, context)!.scratch.bytes,

  cost(node, context) {
    const { tiles, steps, tileWidth } = planOf(node, context)!;
    const perChannel =
      steps * (PER_STEP + PER_EXPANDED_STEP) + PER_CHANNEL + tileWidth * PER_OUTPUT;
    const cycles = context.output.shape[0] * tiles * node.groups * perChannel;
    return cycles / PORTABLE_CYCLES_PER_INSTRUCTION;
  },

  replaceableInputs: (_, { inputs, output }) => replaceableResidual(inputs, output),

  source(node, context) {
    const plan = planOf(node, context)!;
    return {
      symbol: lanesSymbol(plan, node, context),
      template: 'kernels/armv6m/depthwise.c.hbs',
      view: lanesView(plan, node, context),
    };
  },

  layer: (node, context) => lanesLayer(planOf(node, context)!, node, context),
};

/** Modelled cycles: a step of four words, bringing its pixels there, a channel's and an output's. */
const PER_STEP = 17;
const PER_EXPANDED_STEP = 22;
const PER_CHANNEL = 60;
const PER_OUTPUT = 22;

function lanesPlan(node: Conv2DNode, context: KernelContext): LanesPlan | null {
  const { weights, strides, dilations, padding } = node;
  const { output, inputs } = context;
  const [channels, height, width] = weights.shape;
  const { bias, greatest } = fieldBias(node, 2 ** inputs[0].bits - 1);
  const paired =
    greatest <= HALF_LIMIT &&
    narrowRequantization(node, context, { surplus: bias, countingBias: false });
  const lanes = paired && paired.kind !== 'wide' ? 2 : 1;
  const requantization = lanes === 2 && paired ? paired : narrowRequantization(node, context);
  const steps = height * width;
  const tileWidth = 4 * lanes;
  const tiles = Math.ceil(output.shape[1] / tileWidth);
  const reach = (tiles * tileWidth - 1) * strides[1] + (width - 1) * dilations[1] + 1;
  const stageWidth = Math.max(reach, padding.left + inputs[0].shape[1]);
  const slots = (height - 1) * dilations[0] + 1;
  const valueBytes = output.type === 'codes' ? 1 : 4;
  const sums = BATCH * steps * 16;
  const values = sums + BATCH * 16;
  const totals = values + Math.ceil((tileWidth * channels * valueBytes) / 4) * 4;
  const stage = totals + stageWidth * 4;
  return {
    ...{ lanes, steps, requantization, tileWidth, tiles, stageWidth, slots },
    overlap: strides[1] === 1 && dilations[1] === 1,
    bias: lanes === 2 ? bias * 0x0001_0001 : singleBias(requantization),
    scratch: { sums, values, totals, stage, bytes: stage + slots * channels * stageWidth },
  };
}

/** `finish` adds it to sums, in C it multiplies them. */
function singleBias({ kind }: NarrowRequantization): number {
  if (kind === 'wide') return 1;
  return kind === 'counted' ? COUNTING_BIAS : 0;
}

function lanesSymbol(
  { requantization, lanes, overlap }: LanesPlan,
  { weights }: Conv2DNode,
  { inputs, output }: KernelContext,
): string {
  const [, height, width] = weights.shape;
  const operands = `a${inputs[0].bits}w${weights.bits}`;
  const variant = `lanes${lanes}k${height}x${width}${overlap ? '' : 's'}${byteAlignment(inputs[0], output).symbol}`;
  return `softbit_depthwise_${operands}_${requantization.symbol}_${variant}_armv6m`;
}

function lanesView(
  { steps, requantization, tileWidth, lanes, overlap }: LanesPlan,
  { weights, requantize }: Conv2DNode,
  { inputs: [input, residual], output }: KernelContext,
): object {
  const outputs = outputView(output);
  const aligned = byteAlignment(input, output);
  return {
    activation: unpackView(input.bits),
    weight: { bits: weights.bits },
    polynomial: false,
    two: lanes === 2,
    overlap,
    lanes: 1,
    ...stagingView(input, aligned),
    channelBytes: steps * 4,
    batch: BATCH,
    tileWidth,
    accumulate: accumulateWordsView(steps, overlap ? weights.shape[2] : 1),
    finish:
      requantization.kind === 'wide'
        ? null
        : finishLanesView(
            { requantization, residual: residual !== undefined, greatest: outputs.greatest },
            lanes,
          ),
    wide: requantization.kind === 'wide',
    topShift: 0,
    counting: null,
    linear: false,
    split: false,
    quartered: false,
    requantize: requantizeView(requantize, output, residual),
    perChannel: requantization.perChannel,
    residual: residualView(residual, output),
    output: outputs,
    value: valueType(outputs.packed),
    packed: aligned.stores,
  };
}

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
