import type { CodeTensor, Conv2DNode } from '../../model/graph.js';
import type { Kernel, KernelContext, Layer } from '../kernel.js';
import { oncePerNode } from '../once-per-node.js';
import { field, windowFields } from '../layer-fields.js';
import { replaceableResidual } from '../replaceable.js';
import { requantizationFields } from '../requantization-fields.js';
import { channelOffsets } from '../channel-offsets.js';
import {
  constantField,
  multipliesShort,
  paddingWord,
  PORTABLE_CYCLES_PER_INSTRUCTION,
} from './tile-fields.js';
import { tileCycles, tilePlan, type TilePlan } from './tile-plan.js';
import { tileSymbol, tileView } from './tile-view.js';
import type { TileForm } from './tile-form.js';
import { GROUP_CHANNELS } from './weight-steps.js';

/** Sums and the steps on the way to them stay far from the ends of 32 bits. */
const MOST_ACCUMULATOR = 2 ** 29;

/** A convolution in tiles of four words of pixels; `formOf` says what a word holds. */
export function tileKernel(
  name: string,
  formsOf: (node: Conv2DNode, context: KernelContext) => readonly TileForm[],
): Kernel<Conv2DNode> {
  const planOf = oncePerNode((node: Conv2DNode, context) =>
    cheapestPlan(formsOf(node, context), node, context),
  );
  return {
    name,
    architecture: 'armv6m',
    op: 'conv2d',

    accepts: (node, context) =>
      multipliesShort(context.features) &&
      node.groups === 1 &&
      Math.max(-node.accumulator.min, node.accumulator.max) < MOST_ACCUMULATOR &&
      planOf(node, context) !== null,

    scratchBytes: (node, context) => planOf(node, context)!.scratch.bytes,
    cost: (node, context) => tileCycles(planOf(node, context)!) / PORTABLE_CYCLES_PER_INSTRUCTION,
    replaceableInputs: (_, { inputs, output }) => replaceableResidual(inputs, output),

    source(node, context) {
      const plan = planOf(node, context)!;
      return {
        symbol: tileSymbol(plan, node, context),
        template: 'kernels/armv6m/conv2d.c.hbs',
        view: tileView(plan, node, context),
      };
    },

    layer: (node, context) => tileLayer(planOf(node, context)!, node, context),
  };
}

function cheapestPlan(
  forms: readonly TileForm[],
  node: Conv2DNode,
  context: KernelContext,
): TilePlan | null {
  const plans = forms.flatMap((form) => tilePlan(form, node, context) ?? []);
  return plans.sort((a, b) => tileCycles(a) - tileCycles(b)).at(0) ?? null;
}

function tileLayer(plan: TilePlan, node: Conv2DNode, { inputs }: KernelContext): Layer {
  const [input, residual] = inputs;
  const { schedule, window, scratch, requantization } = plan;
  const numbers = {
    input_channels: input.shape[2],
    outputs: plan.output[2],
    groups: plan.groups,
    stage_width: plan.stageWidth,
    slots: plan.slots,
    sums_at: scratch.sums,
    values_at: scratch.values,
    bases_at: scratch.bases,
    columns_at: scratch.columns,
    totals_at: scratch.totals,
    stage_at: scratch.stage,
    channel_words: schedule.raws * schedule.flushes,
    flushes: schedule.flushes,
    ...(plan.form.kind === 'polynomial' ? paddings(input) : {}),
    lowest: node.weights.lowest >>> 0,
    step: node.weights.step,
    shift: requantization.shift,
  };
  return {
    type: 'softbit_tile_layer',
    fields: [
      ...windowFields({ ...input, shape: plan.input }, window, plan.output),
      ...Object.entries(numbers).map(([key, number]) => field(key, 'uint32_t', number)),
      field('zero_point', 'uint8_t', input.zeroPoint),
      {
        name: 'words',
        value: {
          type: 'uint32_t',
          numbers: plan.packedWeights,
          suffix: 'weights',
          role: 'weights',
        },
      },
      ...(requantization.kind === 'wide'
        ? [
            constantField('offsets', channelOffsets(node, input.zeroPoint)),
            ...requantizationFields(node.requantize, residual),
          ]
        : [constantField('constants', requantization.constants)]),
    ],
  };
}

function paddings(input: CodeTensor) {
  return {
    padding: paddingWord(input, GROUP_CHANNELS),
    last_padding: paddingWord(input, input.shape[2] % GROUP_CHANNELS || GROUP_CHANNELS),
  };
}
