import type { CodeTensor, Conv2DNode, Tensor } from '../../model/graph.js';
import type { KernelContext } from '../kernel.js';
import { outputView } from '../output-view.js';
import { requantizeView } from '../requantize-view.js';
import { unpackView } from '../unpack-view.js';
import { accumulateView } from './accumulate-view.js';
import {
  byteAlignment,
  groupAlignment,
  residualView,
  stagingView,
  type Alignment,
} from './alignment.js';
import { finishView } from './finish-view.js';
import { fieldLimit, type TileForm } from './tile-form.js';
import { BATCH, type TilePlan } from './tile-plan.js';

/** Bits, requantization, form and the steps between flushes are constants in the code. */
export function tileSymbol(
  { form, schedule, requantization }: TilePlan,
  { weights }: Conv2DNode,
  { inputs, output }: KernelContext,
): string {
  const variant = form.kind === 'polynomial' ? 'polynomial' : `dot${form.lanes}`;
  const wide = form.kind === 'polynomial' && weights.shape[2] > 3 ? 'w' : '';
  const operands = `a${inputs[0].bits}w${weights.bits}`;
  return `softbit_conv2d_${operands}_${requantization.symbol}_${variant}f${schedule.steps}x${schedule.flushes}${wide}${tileAlignment(form, inputs[0], output).symbol}_armv6m`;
}

function tileAlignment({ kind }: TileForm, input: CodeTensor, output: Tensor): Alignment {
  return kind === 'polynomial' ? groupAlignment(input, output) : byteAlignment(input, output);
}

/** What `armv6m/conv2d.c.hbs` prints. */
export function tileView(
  plan: TilePlan,
  node: Conv2DNode,
  { inputs, output }: KernelContext,
): object {
  const { form, schedule, requantization } = plan;
  const [input, residual] = inputs;
  const outputs = outputView(output);
  const aligned = tileAlignment(form, input, output);
  const { kind, perChannel } = requantization;
  return {
    activation: { ...unpackView(input.bits), greatest: 2 ** input.bits - 1 },
    weight: { bits: node.weights.bits },
    form: form.kind === 'polynomial' ? 'six MACs a multiplication' : `${form.lanes} a word`,
    polynomial: form.kind === 'polynomial',
    lanes: form.lanes,
    laneBits: form.laneBits,
    single: form.lanes === 1,
    loads: dotLoads(form.lanes),
    aligned: aligned.input,
    ...stagingView(input, aligned),
    topShift: form.kind === 'polynomial' ? 0 : 32 - form.laneBits,
    fieldLimit: fieldLimit(form),
    tileWidth: plan.tileWidth,
    batch: BATCH,
    accumulate: accumulateView(form, node.weights.bits, schedule),
    ...polynomialConstants(input.bits, node.weights.shape[2], 4),
    depthwise: false,
    totals: true,
    tapWords: 16,
    finish: finishView({
      form,
      schedule,
      requantization,
      residual: residual !== undefined,
      greatest: outputs.greatest,
    }),
    perChannel,
    counting: kind === 'counted' ? Array.from({ length: perChannel }, (_, index) => index) : null,
    linear: kind === 'linear',
    split: kind === 'split',
    quartered: kind === 'quartered',
    wide: kind === 'wide',
    requantize: requantizeView(node.requantize, output, residual),
    residual: residualView(residual, output),
    output: outputs,
    value: valueType(outputs.packed),
    packed: aligned.stores,
  };
}

export function valueType(packed: boolean): string {
  return packed ? 'uint8_t' : 'int32_t';
}

/** A word of each of four pixels, at `from`, `from1` and so on. */
function dotLoads(lanes: number): string[] {
  return ['from', 'from1', 'from2', 'from3'].map((from) => {
    if (lanes === 4) return `*(const uint32_t *)(const void *)${from}`;
    return lanes === 2 ? `(uint32_t)${from}[0] | (uint32_t)${from}[1] << 16` : `*${from}`;
  });
}

/** Masks and shifts for bytes of four codes; a channel's words lie `words` after the one before. */
export function polynomialConstants(bits: number, kernelWidth: number, words: number) {
  const everyByte = (byte: number): string =>
    `0x${byte.toString(16).toUpperCase().padStart(2, '0').repeat(4)}`;
  const code = 2 ** bits - 1;
  return {
    nibbles: bits === 1,
    wideTaps: kernelWidth > 3,
    codeMask: everyByte(code),
    channels: [1, 2, 3].map((channel) => ({ offset: channel * words, shift: channel * bits })),
    pairBits: 2 * bits,
    pairMask: everyByte(bits === 1 ? 0x55 : 0x33),
    fourMask: everyByte(bits === 1 ? 0x33 : 0x0f),
  };
}
