import { elementCount, type DenseNode } from '../../model/graph.js';
import type { Kernel, KernelContext, Layer } from '../kernel.js';
import { oncePerNode } from '../once-per-node.js';
import { field } from '../layer-fields.js';
import { outputView } from '../output-view.js';
import { replaceableResidual } from '../replaceable.js';
import { requantizationFields } from '../requantization-fields.js';
import { requantizeView } from '../requantize-view.js';
import { unpackView } from '../unpack-view.js';
import { accumulateVectorView } from './accumulate-view.js';
import { flushSchedule, packSteps, type FlushSchedule } from './flush-schedule.js';
import { channelOffsets } from '../channel-offsets.js';
import { constantField, multipliesShort, PORTABLE_CYCLES_PER_INSTRUCTION } from './tile-fields.js';
import { dotForms, fieldLimit, type TileForm } from './tile-form.js';
import { weightSteps } from './weight-steps.js';

/** Outputs whose sums are in scratch at a time. */
const BATCH = 16;

interface DensePlan {
  readonly form: TileForm;
  readonly schedule: FlushSchedule;
  readonly words: Uint32Array;
  /** Words of input. */
  readonly groups: number;
  readonly cycles: number;
  readonly scratch: { readonly sums: number; readonly stage: number; readonly bytes: number };
}

const planOf = oncePerNode(cheapestPlan);

function cheapestPlan(node: DenseNode, context: KernelContext): DensePlan {
  const [best] = dotForms
    .flatMap((form) => densePlan(form, node, context) ?? [])
    .sort((a, b) => a.cycles - b.cycles);
  return best;
}

/** Four, two or one MAC a multiplication; weights stream from flash once. */
export const denseDot: Kernel<DenseNode> = {
  name: 'dense_dot',
  architecture: 'armv6m',
  op: 'dense',
  accepts: (_, { features }) => multipliesShort(features),
  scratchBytes: (node, context) => planOf(node, context).scratch.bytes,
  cost: (node, context) => planOf(node, context).cycles / PORTABLE_CYCLES_PER_INSTRUCTION,
  replaceableInputs: (_, { inputs, output }) => replaceableResidual(inputs, output),

  source(node, context) {
    const plan = planOf(node, context);
    const { symbol } = requantizeView(node.requantize, context.output, context.inputs.at(1));
    const operands = `a${context.inputs[0].bits}w${node.weights.bits}`;
    return {
      symbol: `softbit_dense_${operands}_${symbol}_dot${plan.form.lanes}f${plan.schedule.steps}_armv6m`,
      template: 'kernels/armv6m/dense.c.hbs',
      view: denseView(plan, node, context),
    };
  },

  layer: (node, context) => denseLayer(planOf(node, context), node, context),
};

/** Modelled cycles of one multiplication, of a word of flash more, of a flush, output and input. */
const PER_STEP = 5.25;
const PER_RAW = 3;
const PER_FLUSH = 8;
const PER_OUTPUT = 120;
const PER_INPUT = 10;

function densePlan(
  form: TileForm,
  { weights }: DenseNode,
  { inputs: [input] }: KernelContext,
): DensePlan | undefined {
  const channels = weightSteps(form, weights);
  const schedule = flushSchedule(form, weights.bits, 2 ** input.bits - 1, channels);
  if (!schedule) return undefined;
  const { raws, steps, flushes } = schedule;
  const groups = channels[0].length;
  const sums = Math.max(steps * flushes, groups) * 4;
  const bytes = sums + BATCH * 4;
  const stage = form.lanes === 4 ? 0 : bytes;
  const perOutput = flushes * (steps * PER_STEP + raws * PER_RAW + PER_FLUSH) + PER_OUTPUT;
  return {
    ...{ form, schedule, groups },
    words: packSteps(form, weights.bits, channels, schedule),
    cycles: weights.shape[0] * perOutput + elementCount(input.shape) * PER_INPUT,
    scratch: { sums, stage, bytes: stage === 0 ? bytes : bytes + groups * form.lanes },
  };
}

function denseView(
  { form, schedule }: DensePlan,
  { weights, requantize }: DenseNode,
  { inputs: [input, residual], output }: KernelContext,
): object {
  const two = '(uint32_t)codes_in[2u * i] | (uint32_t)codes_in[2u * i + 1u] << 16';
  return {
    activation: { ...unpackView(input.bits), greatest: 2 ** input.bits - 1 },
    weight: { bits: weights.bits },
    lanes: form.lanes,
    laneBits: form.laneBits,
    single: form.lanes === 1,
    bytesAreWords: form.lanes === 4,
    load: form.lanes === 2 ? two : 'codes_in[i]',
    topShift: 32 - form.laneBits,
    fieldLimit: fieldLimit(form),
    accumulate: accumulateVectorView(form, weights.bits, schedule),
    batch: BATCH,
    requantize: requantizeView(requantize, output, residual),
    residual: residual ? { bits: residual.bits } : null,
    output: outputView(output),
  };
}

function denseLayer(
  { schedule, groups, scratch, words }: DensePlan,
  node: DenseNode,
  { inputs: [input, residual] }: KernelContext,
): Layer {
  const { weights, requantize } = node;
  const numbers = {
    input_channels: elementCount(input.shape),
    outputs: weights.shape[0],
    groups,
    sums_at: scratch.sums,
    stage_at: scratch.stage,
    channel_words: schedule.raws * schedule.flushes,
    lowest: weights.lowest >>> 0,
    step: weights.step,
  };
  return {
    type: 'softbit_tile_layer',
    fields: [
      ...Object.entries(numbers).map(([key, number]) => field(key, 'uint32_t', number)),
      {
        name: 'words',
        value: { type: 'uint32_t', numbers: words, suffix: 'weights', role: 'weights' },
      },
      ...(input.zeroPoint === 0
        ? []
        : [constantField('offsets', channelOffsets(node, input.zeroPoint))]),
      ...requantizationFields(requantize, residual),
    ],
  };
}
