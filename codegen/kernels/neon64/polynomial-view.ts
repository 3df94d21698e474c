import type { Conv2DNode } from '../../model/graph.js';
import { indices } from '../indices.js';
import { hexadecimal, maskSteps, repeatedBytes } from '../polynomial/word-views.js';
import { lanePhases, type LanePhase } from './polynomial-flash.js';
import { planeLanes, TILE_CHANNELS, TILE_LANES, type LanePlan } from './polynomial-plan.js';
import { vectorRequantizationView } from './requantization-view.js';

/** Index of a table look-up that gives zero. */
const NOWHERE = 255;

/** Every number that `polynomial.c.hbs` of AArch64 prints. */
export function laneView(node: Conv2DNode, plan: LanePlan): object {
  return {
    ...shapeView(node, plan),
    ...memoryView(node, plan),
    ...scheduleView(node, plan),
    ...vectorRequantizationView(node, plan),
    assembly: null,
  };
}

function shapeView({ weights, strides, padding }: Conv2DNode, plan: LanePlan): object {
  const [outputChannels, kernelHeight, kernelWidth, inputChannels] = weights.shape;
  const { input, output } = plan;
  return {
    inputHeight: input.shape[0],
    inputWidth: input.shape[1],
    inputChannels,
    outputHeight: output.shape[0],
    outputWidth: output.shape[1],
    outputChannels,
    kernelHeight,
    kernelWidth,
    strideY: strides[0],
    strideX: strides[1],
    padTop: padding.top,
    activationBits: input.bits,
    greatestActivation: 2 ** input.bits - 1,
    weightBits: weights.bits,
    outputBits: output.bits,
    macsPerProduct: (8 * kernelWidth) / strides[1],
    strided: strides[1] > 1,
  };
}

function memoryView(node: Conv2DNode, plan: LanePlan): object {
  const { input, output, phases, first, rowBytes, rowLanes, strip, block } = plan;
  return {
    phases,
    leading: -first,
    rowBytes,
    rowLanes,
    planeLanes: planeLanes(plan),
    stripOutputs: strip.outputs,
    stripInputs: strip.inputs,
    planeRows: strip.planeRows,
    tiles: strip.tiles,
    halfTile: hasHalfTile(plan),
    block,
    codesPerByte: 8 / output.bits,
    expandSteps: maskSteps(8 / input.bits, input.bits, 1),
    planes: Array.from({ length: phases }, (_, phase) => ({
      phase,
      elements: Math.min(Math.ceil((input.shape[1] - phase) / phases), rowBytes + first),
    })),
    sumTaps: plan.taps.map(({ phase, exponent }) => ({ phase, offset: 2 - exponent })),
    weightBytes: lanePhases(plan, node.weights.bits).reduce(
      (sum, { chunks, exponents }) => sum + chunks * exponents.length * block,
      0,
    ),
    scratchBytes: plan.scratchBytes,
  };
}

/** Whether some strip's last tile has four lanes or fewer. */
export function hasHalfTile({ output, rowLanes, strip }: LanePlan): boolean {
  const last = output.shape[0] % strip.outputs || strip.outputs;
  return [strip.outputs, last].some((rows) => {
    const lanes = (rows * rowLanes) % TILE_LANES;
    return lanes > 0 && lanes <= TILE_LANES / 2;
  });
}

function scheduleView(node: Conv2DNode, plan: LanePlan): object {
  const { weights, schedule } = plan;
  const { lowest, step, bits } = node.weights;
  return {
    steps: weights.steps,
    paddedSteps: plan.paddedSteps,
    emptySteps: plan.paddedSteps - weights.steps,
    stretch: schedule.stretch,
    flushes: schedule.flushes,
    unrolledSteps: indices(schedule.stretch),
    lowest,
    step,
    middle: weights.middle,
    middleWeight: lowest + step * weights.middle,
    bias: schedule.bias,
    biasWord: `(int32_t)${hexadecimal(repeatedBytes(schedule.bias, 4))}u`,
    biasSum: schedule.bias * schedule.flushes * step,
    symmetric: weights.complementable,
    perChunk: 8 / bits,
    tapMask: 2 ** bits - 1,
    weightPhases: lanePhases(plan, bits).map((phase) => phaseView(plan, phase, bits)),
  };
}

function phaseView(
  { phases, weights: { middle } }: LanePlan,
  { phase, exponents, perChunk, chunks }: LanePhase,
  bits: number,
): object {
  const places = Array.from({ length: 4 * TILE_CHANNELS }, (_, index) => {
    const byte = exponents.indexOf(index % 4);
    return byte < 0 ? NOWHERE : Math.floor(index / 4) * exponents.length + byte;
  });
  return {
    phase,
    chunks,
    places: places.join(', '),
    zero: hexadecimal(exponents.reduce((sum, exponent) => sum + middle * 256 ** exponent, 0)),
    words: Array.from({ length: perChunk }, (_, index) => ({
      offset: index * phases * TILE_CHANNELS,
      shift: index * bits,
      masked: index < perChunk - 1,
    })),
    chunkWords: perChunk * phases * TILE_CHANNELS,
    chunkBytes: exponents.length * TILE_CHANNELS,
  };
}
