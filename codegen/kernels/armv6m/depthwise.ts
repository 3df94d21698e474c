import type { Conv2DNode } from '../../model/graph.js';
import { geometryOf } from '../../ops/conv2d.js';
import { integerWeights } from '../../ops/multiply-accumulate.js';
import type { Kernel, KernelContext, Layer } from '../kernel.js';
import { field, windowFields } from '../layer-fields.js';
import { outputView } from '../output-view.js';
import { replaceableResidual } from '../replaceable.js';
import { unpackView } from '../unpack-view.js';
import { accumulateWordsView } from './accumulate-view.js';
import { groupAlignment, residualView } from './alignment.js';
import { finishDepthwiseView } from './finish-view.js';
import { narrowRequantization, type NarrowRequantization } from './narrow-requantization.js';
import {
  constantField,
  multipliesShort,
  PORTABLE_CYCLES_PER_INSTRUCTION,
  paddingWord,
} from './tile-fields.js';
import { polynomialConstants, valueType } from './tile-view.js';
import { GROUP_CHANNELS, TAPS } from './weight-steps.js';

/** Channels whose words and sums are in scratch at a time. */
const BATCH = 8;
const FIELD_LIMIT = 255;

interface DepthwisePlan {
  readonly steps: number;
  /** Brings every field to 0 … 255. */
  readonly bias: number;
  readonly words: Uint32Array;
  readonly requantization: NarrowRequantization;
  readonly tileWidth: number;
  readonly tiles: number;
  readonly groups: number;
  readonly stageWidth: number;
  readonly slots: number;
  readonly scratch: {
    readonly sums: number;
    readonly values: number;
    readonly stage: number;
    readonly bytes: number;
  };
}

const plans = new WeakMap<Conv2DNode, DepthwisePlan | null>();

function planOf(node: Conv2DNode, context: KernelContext): DepthwisePlan | null {
  const known = plans.get(node);
  if (known !== undefined) return known;
  const plan = depthwisePlan(node, context);
  plans.set(node, plan);
  return plan;
}

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

function depthwisePlan(node: Conv2DNode, context: KernelContext): DepthwisePlan | null {
  const { weights, strides, dilations, padding } = node;
  const { output, inputs } = context;
  const [channels, height, width] = weights.shape;
  const { bias, greatest } = fieldBias(node, 2 ** inputs[0].bits - 1);
  if (greatest > FIELD_LIMIT) return null;
  const requantization = narrowRequantization(node, context, {
    surplus: bias,
    countingBias: false,
  });
  if (requantization.kind === 'wide') return null;
  const taps = Math.ceil(width / TAPS);
  const steps = height * taps;
  const groups = Math.ceil(channels / GROUP_CHANNELS);
  const tileWidth = strides[1] === 1 ? 8 : 4;
  const tiles = Math.ceil(output.shape[1] / tileWidth);
  const reach = Math.max(tiles * 8 + taps * TAPS - 1, padding.left + inputs[0].shape[1]);
  const stageWidth = Math.ceil(reach / 4) * 4;
  const slots = (height - 1) * dilations[0] + 1;
  const valueBytes = output.type === 'codes' ? 1 : 4;
  const sums = BATCH * steps * 16;
  const values = sums + BATCH * 16;
  const stage = values + Math.ceil((tileWidth * channels * valueBytes) / 4) * 4;
  const bytes = stage + slots * groups * stageWidth;
  return {
    ...{ steps, bias, requantization, tileWidth, tiles, groups, stageWidth, slots },
    words: polynomialWords(node, groups * GROUP_CHANNELS),
    scratch: { sums, values, stage, bytes },
  };
}

/** The least bias with which no field of any channel is negative, and the greatest sum that it then holds. */
export function fieldBias(
  { weights }: Conv2DNode,
  greatestInput: number,
): { bias: number; greatest: number } {
  const perChannel = weights.codes.length / weights.shape[0];
  const values = integerWeights(weights);
  let bias = 0;
  let greatest = 0;
  for (let first = 0; first < values.length; first += perChannel) {
    const own = values.subarray(first, first + perChannel);
    const sum = (sign: 1 | -1): number =>
      own.reduce((total, value) => total + Math.max(sign * value, 0) * greatestInput, 0);
    bias = Math.max(bias, sum(-1));
    greatest = Math.max(greatest, sum(1));
  }
  return { bias, greatest: bias + greatest };
}

/** Of each channel, row and three taps, w2 + w1 · 2^8 + w0 · 2^16 modulo 2^32. */
function polynomialWords({ weights }: Conv2DNode, channels: number): Uint32Array {
  const [outputs, height, width] = weights.shape;
  const values = integerWeights(weights);
  const words: number[] = [];
  for (let channel = 0; channel < channels; channel++) {
    for (let row = 0; row < height; row++) {
      for (let tap = 0; tap < width; tap += TAPS) {
        const at = (offset: number): number =>
          channel < outputs && tap + offset < width
            ? values[(channel * height + row) * width + tap + offset]
            : 0;
        words.push((at(2) + at(1) * 2 ** 8 + at(0) * 2 ** 16) >>> 0);
      }
    }
  }
  return Uint32Array.from(words);
}

function depthwiseSymbol(
  { requantization, steps, tileWidth }: DepthwisePlan,
  { weights }: Conv2DNode,
  { inputs, output }: KernelContext,
): string {
  const wide = weights.shape[2] > TAPS ? 'w' : '';
  const operands = `a${inputs[0].bits}w${weights.bits}`;
  const variant = `polynomialt${tileWidth}f${steps}${wide}${groupAlignment(inputs[0], output).symbol}`;
  return `softbit_depthwise_${operands}_${requantization.symbol}_${variant}_armv6m`;
}

function depthwiseView(
  { steps, requantization, tileWidth }: DepthwisePlan,
  { weights }: Conv2DNode,
  { inputs: [input, residual], output }: KernelContext,
): object {
  const outputs = outputView(output);
  const aligned = groupAlignment(input, output);
  const value = valueType(outputs.packed);
  return {
    activation: unpackView(input.bits),
    weight: { bits: weights.bits },
    ...polynomialConstants(input.bits, weights.shape[2], steps * 4),
    depthwise: true,
    polynomial: true,
    two: false,
    aligned: aligned.input,
    ...{ bytes: false, spread: false, expand: false },
    totals: false,
    tapWords: 4,
    groupWords: GROUP_CHANNELS * steps * 4,
    channelBytes: steps * 4,
    batch: BATCH,
    tileWidth,
    strideX: tileWidth === 8 ? 1 : 2,
    accumulate: accumulateWordsView(steps),
    finish: finishDepthwiseView(
      { requantization, residual: residual !== undefined, greatest: outputs.greatest },
      tileWidth / 4,
    ),
    perChannel: requantization.perChannel,
    residual: residualView(residual, output),
    output: outputs,
    value,
    packed: aligned.stores,
  };
}

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
