import type { Conv2DNode } from '../../model/graph.js';
import { indices } from '../indices.js';
import { maskSteps } from '../polynomial/word-views.js';
import { requantizeView } from '../requantize-view.js';
import {
  GROUP_OUTPUTS,
  TILE_CHANNELS,
  TILE_GROUPS,
  TILE_OUTPUTS,
  type DotPlan,
} from './dot-plan.js';

/** Narrowing to 16 bits shifts by at most this much. */
const GREATEST_NARROWING = 16;
/** First register of the sums; those before it hold two quads of taps and of codes. */
const FIRST_SUM = 8;
const MOST_UNROLLED = 4;

/** Every number that `dot.c.hbs` prints. */
export function dotView(node: Conv2DNode, plan: DotPlan): object {
  return {
    ...shapeView(node, plan),
    ...memoryView(plan),
    ...multiplicationView(plan),
    ...outputView(node, plan),
  };
}

function shapeView({ weights, strides, padding, dilations }: Conv2DNode, plan: DotPlan): object {
  const [outputChannels, kernelHeight, kernelWidth, inputChannels] = weights.shape;
  const { input, output } = plan;
  return {
    inputHeight: input.shape[0],
    inputWidth: input.shape[1],
    inputChannels,
    outputHeight: output.shape[0],
    outputWidth: output.shape[1],
    outputChannels,
    outputs: output.shape[0] * output.shape[1],
    kernelHeight,
    kernelWidth,
    strideY: strides[0],
    strideX: strides[1],
    dilationY: dilations[0],
    dilationX: dilations[1],
    padTop: padding.top,
    padLeft: padding.left,
    activationBits: input.bits,
    zeroPoint: input.zeroPoint,
    weightBits: weights.bits,
    outputBits: output.bits,
    lowest: weights.lowest,
    step: weights.step,
  };
}

function memoryView(plan: DotPlan): object {
  const { image, runs, input, storedBits, quads } = plan;
  const rowBits = input.shape[1] * input.shape[2] * input.bits;
  return {
    imageHeight: image.height,
    imageWidth: image.width,
    rowCodes: image.copied * input.shape[2],
    inputRowBytes: rowBits / 8,
    expansion: expansionView(input.bits, rowBits),
    windows: indices(GROUP_OUTPUTS),
    runColumns: runs.columns,
    runCodes: runs.codes,
    runVectors: Math.floor(runs.codes / 16),
    tail: tailView(runs.codes % 16),
    tiles: plan.tiles,
    offsets: plan.offsets !== undefined,
    packedVectors: (quads * TILE_CHANNELS * 4 * storedBits) / 8 / 16,
    tapVectors: 8 / storedBits,
    tapWords: storedBits === 8 ? null : maskSteps(8 / storedBits, storedBits, 1),
    scratchBytes: plan.scratchBytes,
  };
}

/** How codes of a row become bytes: copied, by table look-ups and shifts, or one by one. */
function expansionView(bits: number, rowBits: number): object {
  if (8 % bits !== 0 || rowBits % 8 !== 0) return { copied: false, vectors: null };
  const perByte = 8 / bits;
  return {
    copied: bits === 8,
    vectors: Array.from({ length: perByte }, (_, index) => ({ first: (index * 16) / perByte })),
    places: lanes16((lane) => Math.floor(lane / perByte)),
    shifts: lanes16((lane) => -(lane % perByte) * bits),
    mask: 2 ** bits - 1,
  };
}

function tailView(codes: number): object | null {
  if (codes === 0) return null;
  return {
    codes,
    mask: lanes16((lane) => (lane < codes ? 255 : 0)),
    bytes: Math.ceil(codes / 4) * 4 * GROUP_OUTPUTS,
  };
}

function lanes16(value: (lane: number) => number): string {
  return Array.from({ length: 16 }, (_, lane) => value(lane)).join(', ');
}

function multiplicationView({ quads, output }: DotPlan): object {
  const rest = (output.shape[0] * output.shape[1]) % TILE_OUTPUTS;
  const last = Math.ceil(rest / GROUP_OUTPUTS) || TILE_GROUPS;
  const whole = output.shape[0] * output.shape[1] >= TILE_OUTPUTS;
  const groups = [...new Set([...(whole ? [TILE_GROUPS] : []), last])];
  const pairs = quads / 2;
  const unrolled = [4, 3, 2, 1].find((count) => count <= MOST_UNROLLED && pairs % count === 0)!;
  return {
    quads,
    lastOutputs: last * GROUP_OUTPUTS,
    twoForms: groups.length > 1,
    rounds: pairs / unrolled,
    multiplications: groups.map((count) => ({
      groups: count,
      outputs: count * GROUP_OUTPUTS,
      sums: sumRegisters(count),
      pairs: Array.from({ length: unrolled }, () => ({ groups: groupProducts(count) })),
      stores: storesOf(count),
    })),
  };
}

function sumRegisters(groups: number): object[] {
  return Array.from({ length: groups * GROUP_OUTPUTS * 2 }, (_, index) => ({
    sum: FIRST_SUM + index,
  }));
}

function storesOf(groups: number): object[] {
  return Array.from({ length: groups * GROUP_OUTPUTS }, (_, output) => ({
    low: FIRST_SUM + 2 * output,
    high: FIRST_SUM + 2 * output + 1,
  }));
}

/** For each group of outputs: its registers of codes, and products of two quads with eight channels. */
function groupProducts(groups: number): object[] {
  return Array.from({ length: groups }, (_, group) => {
    const codes = 4 + (group % 2) * 2;
    const products = [0, 1].flatMap((quad) =>
      Array.from({ length: GROUP_OUTPUTS * 2 }, (_, index) => ({
        sum: FIRST_SUM + group * GROUP_OUTPUTS * 2 + index,
        taps: quad * 2 + (index % 2),
        codes: codes + quad,
        lane: index >> 1,
      })),
    );
    return { index: group, first: codes, second: codes + 1, products };
  });
}

function outputView(node: Conv2DNode, plan: DotPlan): object {
  const { requantize } = node;
  const { linear, residual, output } = plan;
  const view = requantizeView(requantize, output, residual);
  const narrows = linear !== undefined && linear.shift <= GREATEST_NARROWING && linear.shift > 0;
  return {
    linear: linear ? { shift: linear.shift, narrows } : null,
    ...fallbackView(node, plan),
    requantize: view,
    greatest: 2 ** output.bits - 1,
    requantizationText: linear ? `requantized in 32 bits to ${output.bits}-bit codes` : view.text,
    foldings: indices(Math.log2(8 / output.bits)),
    outputShifts: lanes8((lane) => (lane % (8 / output.bits)) * output.bits),
    outputBytes: output.bits,
    outputWhole: output.bits === 8,
    residual: residual ? residualView(residual.bits) : null,
  };
}

/** What there is where no form in 32 bits is exact: 64 bits, few thresholds, or codes one by one. */
function fallbackView({ requantize }: Conv2DNode, { linear, output }: DotPlan): object {
  const wide = linear === undefined && requantize.kind === 'multiplier';
  const counts = linear === undefined && requantize.kind === 'thresholds' && output.bits <= 2;
  return {
    wide,
    counted: counts ? countedView(2 ** output.bits - 1) : null,
    scalar: linear === undefined && !wide && !counts,
  };
}

function countedView(count: number): object {
  const several = count > 1;
  return {
    count,
    several: several ? `x${count}` : '',
    thresholds: Array.from({ length: count }, (_, index) => ({
      member: several ? `.val[${index}]` : '',
    })),
  };
}

function residualView(bits: number): object {
  return {
    bits,
    whole: bits === 8,
    places: lanes8((lane) => Math.floor((lane * bits) / 8)),
    shifts: lanes8((lane) => -((lane * bits) % 8)),
    greatest: 2 ** bits - 1,
  };
}

function lanes8(value: (lane: number) => number): string {
  return Array.from({ length: 8 }, (_, lane) => value(lane)).join(', ');
}
