import type { Conv2DNode } from '../../model/graph.js';
import { packCodes } from '../../model/packing.js';
import { pairChunks, storedBits, type PairChunks } from './pairs-flash.js';
import { codeWords, groupBytes, tapWords, type PairsPlan } from './pairs-plan.js';
import { scalingView } from './scaling.js';

/** Wider pixels are expanded in a loop. */
const MOST_UNROLLED_BYTES = 4;

/** Every number that `pairs.c.hbs` prints. */
export function pairsView(node: Conv2DNode, plan: PairsPlan): object {
  return {
    ...shapeView(node, plan),
    ...memoryView(node, plan),
    ...fieldView(plan),
    ...pixelView(plan),
    ...scalingView(node.requantize, plan.scaling, plan.output),
    tapPairs: chunksOf(node, plan).map((chunks, index) => tapPairView(node, plan, chunks, index)),
    steps: Array.from({ length: plan.unrolled }, (_, cell) => cellSteps(plan, cell)).flat(),
    repeated: plan.repeats > 1,
    repeats: plan.repeats,
    unrolled: plan.unrolled,
    flushes: plan.fields.flushes,
    severalFlushes: plan.fields.flushes > 1,
    stretch: plan.unrolled * plan.repeats,
    lowest: node.weights.lowest,
    step: node.weights.step,
  };
}

function chunksOf(node: Conv2DNode, { geometry, block, cells }: PairsPlan): PairChunks[] {
  return pairChunks(geometry, node.weights.bits, block, cells);
}

function shapeView({ weights }: Conv2DNode, { input, output, geometry }: PairsPlan): object {
  const { vertical, along, across } = geometry;
  const [outputChannels, kernelHeight, kernelWidth, inputChannels] = weights.shape;
  const pixelStep = (width: number) =>
    vertical ? { line: 1, position: width } : { line: width, position: 1 };
  return {
    inputHeight: input.shape[0],
    inputWidth: input.shape[1],
    inputChannels,
    outputHeight: output.shape[0],
    outputWidth: output.shape[1],
    outputChannels,
    kernelHeight,
    kernelWidth,
    line: vertical ? 'column' : 'row',
    inputLines: across.input,
    outputLines: across.output,
    outputPositions: along.output,
    kernelLines: across.kernel,
    lineStride: across.stride,
    linePadding: across.padding,
    inputStep: pixelStep(input.shape[1]),
    outputStep: pixelStep(output.shape[1]),
    activationBits: input.bits,
    greatestActivation: 2 ** input.bits - 1,
    weightBits: weights.bits,
    outputBits: output.bits,
  };
}

function memoryView(node: Conv2DNode, plan: PairsPlan): object {
  const { geometry, strip, block, lineWords } = plan;
  return {
    lead: geometry.lead,
    planes: geometry.planes,
    strided: geometry.planes > 1,
    blocks: geometry.blocks,
    firstBlock: -geometry.leastShift,
    groups: geometry.groups,
    severalGroups: geometry.groups > 1,
    block,
    codeWords: codeWords(plan),
    codesAreBytes: plan.output.bits === 8,
    tight: plan.tight,
    gathered: plan.tight && block > 2,
    pairBits: 2 * plan.output.bits,
    otherPairBits: 8 - 2 * plan.output.bits,
    codesPitch: 4 * geometry.groups,
    groupPitch: groupBytes(plan.blockWords),
    lineWords,
    tapsPerCell: 2 * geometry.tapPairs.length,
    stripOutputs: strip.outputs,
    stripInputs: strip.inputs,
    tapWords: tapWords(node, plan),
    weightBytes: chunksOf(node, plan).reduce(
      (sum, { chunks, bytes, exponents }) => sum + chunks * bytes * exponents.length,
      0,
    ),
    scratchBytes: plan.scratchBytes,
  };
}

/** Fields 0 and 1 begin in the low and the high word of an accumulator. */
function fieldView({ fields: { spacing, begin } }: PairsPlan): object {
  return {
    spacing,
    topBits: 64 - 2 * spacing,
    fieldMask: hexadecimal(2 ** spacing - 1),
    topMask: hexadecimal(2 ** 32 - 2 ** (32 - spacing)),
    half: begin,
    biasLow: hexadecimal(begin),
    biasHigh: hexadecimal((begin * 2 ** spacing) / 2 ** 32),
    highShift: 32 - spacing,
    topShift: 2 * spacing - 32,
  };
}

/** How input codes become pairs: whole bytes at once where channels fill bytes. */
function pixelView({ input, geometry, blockWords, fields: { spacing } }: PairsPlan): object {
  const { bits, shape, zeroPoint } = input;
  const perByte = 8 / bits;
  const expandFast = Number.isInteger(perByte) && shape[2] % perByte === 0;
  const pixelBytes = shape[2] / perByte;
  const planes = Array.from({ length: geometry.planes }, (_, plane) => planeView(geometry, plane));
  return {
    blockWords,
    expandFast,
    codesPerByte: perByte,
    expandSteps: expandFast ? expandSteps(input.bits, spacing) : null,
    expandBytes:
      expandFast && pixelBytes <= MOST_UNROLLED_BYTES ? expandBytes(input, spacing) : null,
    planeList: planes,
    wholeBlocks: Math.min(...planes.map(({ whole }) => whole)),
    zeroPoint,
    paddingByte: expandFast ? packCodes(new Uint8Array(perByte).fill(zeroPoint), bits)[0] : null,
    paddingWord: hexadecimal(zeroPoint * (1 + 2 ** spacing)),
  };
}

/** Words that one byte of two pixels becomes, two codes a word. */
function expandSteps(bits: number, spacing: number) {
  const mask = bits === 8 ? null : hexadecimal((2 ** bits - 1) * (1 + 2 ** spacing));
  return Array.from({ length: 8 / bits }, (_, index) => ({ index, shift: index * bits, mask }));
}

/** The same for all bytes of a pixel. */
function expandBytes({ bits, shape }: PairsPlan['input'], spacing: number): object[] {
  const perByte = 8 / bits;
  return Array.from({ length: shape[2] / perByte }, (_, byte) => ({
    byte,
    steps: expandSteps(bits, spacing).map((step) => ({
      ...step,
      index: byte * perByte + step.index,
    })),
  }));
}

/** Pairs of pixels of one plane that outputs read: whole ones, and perhaps half of another. */
function planeView({ along, planes, blocks, leastShift }: PairsPlan['geometry'], plane: number) {
  const pixels = Math.max(0, Math.ceil((along.input - plane) / planes));
  const read = blocks + leastShift;
  const whole = Math.min(Math.floor(pixels / 2), read);
  return {
    plane,
    whole,
    rest: pixels > 2 * whole && whole < read,
    restPosition: 2 * whole * planes + plane,
  };
}

/** How the taps of one pair are unpacked from their chunks. */
function tapPairView(
  { weights }: Conv2DNode,
  { geometry, fields: { spacing } }: PairsPlan,
  { exponents, words, bytes, chunks }: PairChunks,
  pair: number,
): object {
  const stored = storedBits(weights.bits);
  const unit = exponents.reduce((sum, exponent) => sum + 2 ** (exponent * spacing), 0);
  const perCell = 2 * geometry.tapPairs.length;
  return {
    pair,
    chunks,
    chunkBytes: bytes * exponents.length,
    chunkWords: (words / 2) * perCell,
    firstWord: 2 * pair,
    sources: Array.from({ length: bytes }, (_, byte) => ({
      byte,
      text: exponents
        .map((exponent, index) =>
          shifted(`packed[${byte * exponents.length + index}]`, exponent * spacing),
        )
        .join(' | '),
    })),
    words: Array.from({ length: words }, (_, word) => ({
      index: (word >> 1) * perCell + (word % 2),
      byte: Math.floor((word * stored) / 8),
      shift: (word * stored) % 8,
      mask: stored === 8 ? null : hexadecimal((2 ** stored - 1) * unit),
    })),
    lowest: hexadecimal((weights.lowest * unit) >>> 0),
  };
}

function shifted(byte: string, shift: number): string {
  return shift === 0 ? `(uint32_t)${byte}` : `((uint32_t)${byte} << ${shift})`;
}

/**
 * The multiplications of one cell. Two pairs of outputs read neighbouring pairs of pixels, so the
 * next shift needs one more; two registers take turns.
 */
function cellSteps(
  { geometry: { tapPairs, planes, leastShift }, blockWords }: PairsPlan,
  cell: number,
): object[] {
  let parity = 0;
  return tapPairs.map(({ plane, shift }, index) => {
    const before = index > 0 ? tapPairs[index - 1] : undefined;
    const goesOn = before?.plane === plane && before.shift === shift - 1;
    const pixels = 4 * ((shift - leastShift) * blockWords + cell * planes + plane);
    parity = goesOn ? 1 - parity : 0;
    return {
      goesOn,
      near: parity === 0 ? 'r2' : 'r3',
      far: parity === 0 ? 'r3' : 'r2',
      pixels,
      nextPixels: pixels + 4 * blockWords,
      taps: 8 * (cell * tapPairs.length + index),
      nextTaps: 8 * (cell * tapPairs.length + index) + 4,
    };
  });
}

function hexadecimal(number: number): string {
  return `0x${number.toString(16)}`;
}
