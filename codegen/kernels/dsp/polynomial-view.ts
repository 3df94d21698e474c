import type { Conv2DNode } from '../../model/graph.js';
import { requantizeView, type RequantizeView } from '../requantize-view.js';
import { phaseWeights, type PhaseWeights } from './polynomial-flash.js';
import { PIXELS } from '../polynomial/geometry.js';
import { hexadecimal, maskSteps, planeViews, repeatedBytes } from '../polynomial/word-views.js';
import { codeWords, columns, weightWords, type PolynomialPlan } from './polynomial-plan.js';

/** Chunks of three bytes that are three words. */
const QUAD = 4;

/** Every number that `polynomial.c.hbs` prints. */
export function polynomialView(node: Conv2DNode, plan: PolynomialPlan): object {
  const { schedule } = plan;
  return {
    ...shapeView(node, plan),
    ...memoryView(node, plan),
    ...pixelView(plan),
    ...requantizationView(node, plan),
    macsPerProduct: PIXELS * Math.min(3, node.weights.shape[2]),
    strided: plan.geometry.phases > 1,
    stretch: schedule.unrolled * schedule.repeats,
    flushes: schedule.flushes,
    unrolled: schedule.unrolled,
    repeated: schedule.repeats > 1,
    repeats: schedule.repeats,
    unrolledSteps: Array.from({ length: schedule.unrolled }, (_, step) => stepView(plan, step)),
    weightPhases: phaseWeights(plan, node.weights.bits).map((phase) =>
      phaseView(plan, phase, node.weights.bits),
    ),
    lowest: node.weights.lowest,
    step: node.weights.step,
    middle: plan.weights.middle,
    middleWeight: node.weights.lowest + node.weights.step * plan.weights.middle,
    biasLow: hexadecimal(repeatedBytes(schedule.bias, 4)),
    biasHigh: hexadecimal(repeatedBytes(schedule.bias, 2)),
    bias: schedule.bias,
    biasSum: schedule.bias * schedule.flushes * node.weights.step,
    symmetric: plan.weights.complementable,
  };
}

function shapeView(
  { weights, strides, padding, dilations }: Conv2DNode,
  plan: PolynomialPlan,
): object {
  const [outputChannels, kernelHeight, kernelWidth, inputChannels] = weights.shape;
  return {
    inputHeight: plan.input.shape[0],
    inputWidth: plan.input.shape[1],
    inputChannels,
    outputHeight: plan.output.shape[0],
    outputWidth: plan.output.shape[1],
    outputChannels,
    kernelHeight,
    kernelWidth,
    strideY: strides[0],
    strideX: strides[1],
    otherTaps: Array.from({ length: kernelWidth - 1 }, (_, tap) => ({
      column: (tap + 1) * dilations[1],
    })),
    padTop: padding.top,
    padLeft: padding.left,
    activationBits: plan.input.bits,
    greatestActivation: 2 ** plan.input.bits - 1,
    weightBits: weights.bits,
    outputBits: plan.output.bits,
  };
}

function memoryView(node: Conv2DNode, plan: PolynomialPlan): object {
  const { geometry, weights, strip, block } = plan;
  const bits = node.weights.bits;
  const kept = Math.max(0, strip.inputs - strip.outputs * node.strides[0]);
  return {
    lead: geometry.lead,
    phases: geometry.phases,
    blocks: geometry.blocks,
    groups: geometry.groups,
    severalGroups: geometry.groups > 1,
    carriedGroup: geometry.groups > geometry.blocks,
    lastBlockEmpty: geometry.groups < geometry.blocks,
    block,
    codeWords: codeWords(plan),
    perByte: 8 / plan.output.bits,
    codesAreBytes: plan.output.bits === 8,
    steps: weights.steps,
    stripOutputs: strip.outputs,
    stripInputs: strip.inputs,
    kept: strip.outputs < plan.output.shape[0] && kept > 0 ? kept : null,
    columns: columns(node, plan),
    weightWords: weightWords(plan, bits),
    weightBytes: phaseWeights(plan, bits).reduce(
      (sum, { chunks, exponents }) => sum + chunks * exponents.length,
      0,
    ),
    scratchBytes: plan.scratchBytes,
  };
}

/** How input codes become words: whole bytes of four pixels at once where channels fill bytes. */
function pixelView({ input, geometry }: PolynomialPlan): object {
  const { bits, shape } = input;
  const perByte = 8 / bits;
  const expandFast = Number.isInteger(perByte) && shape[2] % perByte === 0;
  return {
    expandFast,
    codesPerByte: perByte,
    byteSums: shape[2] * (2 ** bits - 1) <= 255,
    expandMask: expandFast ? hexadecimal(repeatedBytes(2 ** bits - 1, 4)) : null,
    expandSteps: expandFast ? maskSteps(perByte, bits, 4) : null,
    planes: planeViews(geometry.phases, shape[1]),
    clearWhole: !expandFast,
    usedBlocks: Math.ceil(Math.floor(shape[1] / geometry.phases) / PIXELS),
  };
}

function stepView({ blockWords }: PolynomialPlan, step: number): object {
  return {
    pixels0: 4 * step,
    pixels1: 4 * (blockWords + step),
    taps0: 8 * step,
    taps1: 8 * step + 4,
  };
}

function phaseView(
  { geometry: { phases }, weights: { middle } }: PolynomialPlan,
  { phase, exponents, perChunk, chunks }: PhaseWeights,
  bits: number,
): object {
  const inQuads = exponents.length === 3 && chunks % QUAD === 0;
  const zero = hexadecimal(exponents.reduce((sum, exponent) => sum + middle * 256 ** exponent, 0));
  const words = maskSteps(perChunk, bits, 3).map(({ index, shift }) => ({
    shift,
    zero,
    index: (index >> 1) * 2 * phases + (index % 2),
  }));
  const chunkWords = perChunk * phases;
  const together = inQuads ? QUAD : chunks % 2 === 0 ? 2 : 1;
  const stepsOf = (chunk: number) =>
    words.map((word) => ({
      ...word,
      phase,
      index: chunk * chunkWords + word.index,
    }));
  const indices = Array.from({ length: together }, (_, chunk) => chunk);
  return {
    phase,
    mask: hexadecimal(repeatedBytes(2 ** bits - 1, 3)),
    firstWord: 2 * phase,
    quads: inQuads ? chunks / QUAD : null,
    quadWords: QUAD * chunkWords,
    chunkWords,
    chunkSteps: stepsOf(0),
    rounds: chunks / together,
    roundWords: together * chunkWords,
    roundBytes: together * exponents.length,
    parts: indices.map((chunk) => ({
      bytes: chunkBytes(exponents, chunk * exponents.length),
      words: stepsOf(chunk),
    })),
  };
}

/** The bytes of a chunk at their exponents; two neighbours are one load. */
function chunkBytes(exponents: readonly number[], first: number): string {
  if (exponents.join() === '0,1') return `softbit_load2(packed + ${first})`;
  return exponents
    .map((exponent, index) => {
      const byte = `(uint32_t)packed[${first + index}]`;
      return exponent === 0 ? byte : `(${byte} << ${8 * exponent})`;
    })
    .join(' | ');
}

function requantizationView({ requantize }: Conv2DNode, plan: PolynomialPlan): object {
  const { linear, residual, output } = plan;
  const view: RequantizeView = requantizeView(requantize, output, residual);
  const wide = !linear && requantize.kind === 'multiplier';
  const shift = linear?.shift ?? (wide ? requantize.shift : null);
  return {
    linear: linear !== undefined,
    wide,
    counted: !linear && !wide,
    scaled: linear !== undefined || wide,
    scales: linear ? 'layer->' : 'layer->requantization.',
    biasType: linear ? 'int32_t' : 'int64_t',
    shift,
    highShift: wide && requantize.shift >= 32 ? `${requantize.shift - 32}` : null,
    requantize: view,
    requantizationText: linear
      ? `requantized in 32 bits to ${output.bits}-bit codes${residual ? ` with a ${residual.bits}-bit residual` : ''}`
      : view.text,
    residual: residual ? residualView(residual.bits) : null,
    oneSide: plan.oneSide,
  };
}

function residualView(bits: number): object {
  return {
    bits,
    bytes: bits === 8,
    perByte: 8 / bits,
    mask: hexadecimal(repeatedBytes(2 ** bits - 1, 4)),
  };
}
