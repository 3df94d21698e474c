import type { Conv2DNode } from '../../model/graph.js';
import {
  codeBytes,
  outputGroups,
  VECTOR,
  weightVectors,
  windowCount,
  type DotPlan,
} from './dot-plan.js';
import { expandView } from './expand-view.js';
import { dotAssembly } from './crosswise-assembly.js';
import { quadView } from './requantize-sums-view.js';

/** Every number that `dot.c.hbs` prints. */
export function dotView(node: Conv2DNode, plan: DotPlan): object {
  const { requantization, output, residual, weights } = plan;
  return {
    ...quadView({
      ...{ requantization, output, residual },
      product: weights.product,
      window: weights.window,
    }),
    ...shapeView(node, plan),
    ...windowView(plan),
    ...weightView(plan),
    activation: expandView(plan.input),
    assembly: dotAssembly(plan.steps),
    scratchBytes: plan.scratchBytes,
  };
}

function shapeView({ weights, strides, padding, dilations }: Conv2DNode, plan: DotPlan): object {
  const { input, output, strip } = plan;
  const [outputChannels, kernelHeight, kernelWidth, inputChannels] = weights.shape;
  return {
    inputHeight: input.shape[0],
    inputWidth: input.shape[1],
    rowCodes: input.shape[1] * inputChannels,
    inputChannels,
    outputHeight: output.shape[0],
    outputWidth: output.shape[1],
    outputChannels,
    kernelHeight,
    kernelWidth,
    strideY: strides[0],
    strideX: strides[1],
    dilationY: dilations[0],
    dilationX: dilations[1],
    padTop: padding.top,
    zeroPoint: input.zeroPoint,
    activationBits: input.bits,
    weightBits: weights.bits,
    lowest: weights.lowest,
    step: weights.step,
    stripOutputs: strip.outputs,
    stripInputs: strip.inputs,
    originCodes: padding.left * inputChannels,
  };
}

function windowView(plan: DotPlan): object {
  const { segments, steps, pointwise, middle } = plan;
  const whole = Math.floor(segments.codes / VECTOR);
  return {
    pointwise,
    middle: middle === 0 ? null : middle,
    segments: segments.count,
    severalSegments: segments.count > 1,
    segmentCodes: segments.codes,
    segmentWhole: whole > 0,
    segmentRest: segments.codes - whole * VECTOR,
    wholeCodes: whole * VECTOR,
    windowBytes: steps * VECTOR,
    steps,
    windows: windowCount(plan),
    groups: outputGroups(plan),
    codes: plan.columns * plan.input.shape[2],
    codesBytes: codeBytes(plan),
  };
}

function weightView(plan: DotPlan): object {
  const { weights, order, steps } = plan;
  const { interleaved, bits, scale, lowest } = weights;
  return {
    unpacks: interleaved > 1,
    interleaved,
    chunks: Math.ceil((4 * steps) / interleaved),
    quadWords: Math.ceil((4 * steps) / interleaved) * 4,
    weightBytes: weightVectors(plan) * VECTOR,
    chunkBytes: interleaved * VECTOR,
    codesMask: 2 ** bits - 1,
    unpacking: Array.from({ length: interleaved }, (_, index) => ({
      offset: VECTOR * index,
      shift: index * bits,
    })),
    byteScale: scale === 1 ? null : scale,
    byteLowest: lowest,
    panels: order.panels,
    windowFactor: weights.window,
    productFactor: weights.product,
  };
}
