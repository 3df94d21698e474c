import type { Conv2DNode } from '../../model/graph.js';
import {
  outputGroups,
  rowBytes,
  sumPixels,
  weightVectors,
  type DepthwisePlan,
} from './depthwise-plan.js';
import { expandView } from './expand-view.js';
import { quadView } from './requantize-sums-view.js';

/** Every number that `depthwise.c.hbs` prints. */
export function depthwiseView(node: Conv2DNode, plan: DepthwisePlan): object {
  const { requantization, output, residual } = plan;
  return {
    ...quadView({ requantization, output, residual, product: 1, window: 0 }),
    ...shapeView(node, plan),
    ...weightView(node, plan),
    ...tileView(node, plan),
    activation: expandView(plan.input),
    scratchBytes: plan.scratchBytes,
  };
}

function shapeView({ weights, strides, padding, dilations }: Conv2DNode, plan: DepthwisePlan) {
  const { input, output, strip } = plan;
  const [, kernelHeight, kernelWidth] = weights.shape;
  return {
    inputHeight: input.shape[0],
    inputWidth: input.shape[1],
    channels: input.shape[2],
    rowCodes: input.shape[1] * input.shape[2],
    outputHeight: output.shape[0],
    outputWidth: output.shape[1],
    kernelHeight,
    kernelWidth,
    strideY: strides[0],
    strideX: strides[1],
    dilationY: dilations[0],
    padTop: padding.top,
    zeroPoint: input.zeroPoint,
    activationBits: input.bits,
    weightBits: weights.bits,
    stripOutputs: strip.outputs,
    stripInputs: strip.inputs,
    originCodes: padding.left * input.shape[2],
    codes: plan.columns * input.shape[2],
    codesBytes: rowBytes(plan),
    groups: outputGroups(plan),
  };
}

function weightView(node: Conv2DNode, plan: DepthwisePlan) {
  const { bits, interleaved, scale, lowest } = plan.weights;
  return {
    unpacks: interleaved > 1,
    interleaved,
    flashWords: (weightVectors(node, plan) / interleaved) * 4,
    weightBytes: weightVectors(node, plan) * 16,
    chunkBytes: interleaved * 16,
    codesMask: 2 ** bits - 1,
    unpacking: Array.from({ length: interleaved }, (_, index) => ({
      offset: 16 * index,
      shift: index * bits,
    })),
    byteScale: scale === 1 ? null : scale,
    byteLowest: lowest,
  };
}

/** The columns that a tile reads in a kernel row, and which tap of which output each is. */
function tileView({ weights, strides, dilations }: Conv2DNode, plan: DepthwisePlan) {
  const { laneBits, together, tiles, lanes, blocks } = plan;
  const width = weights.shape[2];
  const uses = Array.from({ length: together }, (_, output) =>
    Array.from({ length: width }, (__, tap) => ({
      output,
      tap,
      column: output * strides[1] + tap * dilations[1],
    })),
  ).flat();
  const columns = [...new Set(uses.map(({ column }) => column))].sort((a, b) => a - b);
  return {
    laneBits,
    lanes,
    blocks,
    tiles,
    together,
    paddedChannels: lanes * blocks,
    sumPixels: sumPixels(plan),
    laneBytes: laneBits / 8,
    vectorType: `int${laneBits}x${lanes}_t`,
    suffix: `s${laneBits}`,
    unsignedSuffix: `u${laneBits}`,
    byteLanes: laneBits === 8,
    storage: { 8: 'b', 16: 'h', 32: 'w' }[laneBits],
    taps: Array.from({ length: width }, (_, tap) => ({ tap })),
    outputs: Array.from({ length: together }, (_, output) => ({ output })),
    columns: columns.map((column) => ({
      column,
      uses: uses.filter((use) => use.column === column),
    })),
  };
}
