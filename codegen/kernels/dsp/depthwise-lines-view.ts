import type { CodeTensor, Conv2DNode } from '../../model/graph.js';
import { packedByteCount } from '../../model/packing.js';
import type { DepthwiseLinesPlan } from './depthwise-lines-plan.js';
import type { LineProduct, WeightWord } from './line-products.js';
import { hexadecimal } from '../polynomial/word-views.js';
import { scalingView } from './scaling.js';

/** Every number that `depthwise_lines.c.hbs` prints. */
export function depthwiseLinesView(node: Conv2DNode, plan: DepthwiseLinesPlan): object {
  return {
    ...shapeView(node, plan),
    ...memoryView(node, plan),
    ...rowView(node, plan),
    expanded: expandedView(plan.input.bits, plan.block),
    packed: packedView(plan.output.bits, plan.block),
    ...scalingView(node.requantize, plan.scaling, plan.output),
  };
}

function shapeView({ weights }: Conv2DNode, plan: DepthwiseLinesPlan): object {
  const { input, output, along, across, vertical } = plan;
  const [channels, kernelHeight, kernelWidth] = weights.shape;
  return {
    inputHeight: input.shape[0],
    inputWidth: input.shape[1],
    channels,
    outputHeight: output.shape[0],
    outputWidth: output.shape[1],
    kernelHeight,
    kernelWidth,
    line: vertical ? 'column' : 'row',
    inputLines: across.input,
    inputLength: along.input,
    outputLines: across.output,
    outputLength: along.output,
    lineStride: across.stride,
    lineDilation: across.dilation,
    linePadding: across.padding,
    padding: along.padding,
    zeroPoint: input.zeroPoint,
    activationBits: input.bits,
    greatestActivation: 2 ** input.bits - 1,
    weightBits: weights.bits,
    outputBits: output.bits,
    taps: kernelHeight * kernelWidth,
    lowest: weights.lowest,
    step: weights.step,
  };
}

function memoryView({ weights }: Conv2DNode, plan: DepthwiseLinesPlan): object {
  const { block, strip, linePixels, together, groups, scratchBytes, output, input } = plan;
  const [, height, width] = weights.shape;
  return {
    block,
    stripOutputs: strip.outputs,
    stripInputs: strip.inputs,
    linePixels,
    together,
    groups,
    scratchBytes,
    inputStep: stepsOf(plan, input),
    outputStep: stepsOf(plan, output),
    inputBlockBytes: (block * input.bits) / 8,
    outputBlockBytes: (block * output.bits) / 8,
    weightBytes: packedByteCount(height * width, weights.bits),
  };
}

/** Bytes from a pixel to the next one of its line, and from a line to the next. */
function stepsOf({ vertical }: DepthwiseLinesPlan, { shape, bits }: CodeTensor): object {
  const pixel = (shape[2] * bits) / 8;
  const row = shape[1] * pixel;
  return vertical ? { pixel: row, line: pixel } : { pixel, line: row };
}

/** The multiplications of a kernel line and where its words of weights come from. */
function rowView({ weights }: Conv2DNode, plan: DepthwiseLinesPlan): object {
  const { row, together, along, across, vertical } = plan;
  const width = weights.shape[2];
  const tapOf = (line: number, place: number) =>
    vertical ? place * width + line : line * width + place;
  const words = row.weightWords.length;
  const lines = Array.from({ length: across.kernel }, (_, line) => line);
  return {
    nextGroupPixels: together * along.stride,
    weightWords: across.kernel * words,
    outputs: Array.from({ length: together }, (_, output) => ({ output })),
    words: lines.flatMap((line) =>
      row.weightWords.map((word, index) =>
        wordView(word, line * words + index, (place) => tapOf(line, place)),
      ),
    ),
    rows: lines.map((line) => ({
      kernelLine: line,
      pixels: [...new Set(row.products.map(({ pixels }) => pixels))]
        .sort((a, b) => a - b)
        .map((word) => ({ word })),
      products: [...row.products]
        .sort((a, b) => a.pixels - b.pixels)
        .map((product) => productView(product, line * words)),
    })),
  };
}

function wordView(
  [bottom, top]: WeightWord,
  word: number,
  tapOf: (place: number) => number,
): object {
  return {
    word,
    bottom: bottom === null ? null : { tap: tapOf(bottom) },
    top: top === null ? null : { tap: tapOf(top) },
  };
}

/** The names of the C extension for these instructions. */
function productView({ output, pixels, weights, halves }: LineProduct, firstWord: number): object {
  return {
    output,
    pixels,
    word: firstWord + weights,
    function: halves === 'both' ? '__smlad' : `__smla${halves.join('')}`,
    lanes: halves === 'both',
  };
}

interface Piece {
  readonly word: number;
  readonly shift: number;
}

/** A block's packed codes as up to two loaded words, and where each code lies in them. */
function expandedView(bits: number, block: number): object {
  const bytes = (block * bits) / 8;
  return {
    words: Array.from({ length: Math.ceil(bytes / 4) }, (_, word) => ({
      word,
      offset: 4 * word,
      bytes: Math.min(4, bytes - 4 * word),
    })),
    mask: hexadecimal(2 ** bits - 1),
    codes: Array.from({ length: block }, (_, channel) => {
      const [first, second] = piecesOf(channel * bits, bits);
      return { channel, first, second: second && { ...second, up: 32 - first.shift } };
    }),
  };
}

/**
 * A block's codes, a byte each, as up to two packed words: in a word of four, neighbours move together,
 * then pairs of them.
 */
function packedView(bits: number, block: number): object {
  const bytes = (block * bits) / 8;
  return {
    whole: bits === 8,
    pairShift: 8 - bits,
    fourShift: 2 * bits,
    two: block === 8,
    upper: 4 * bits,
    lower: 4 * bits > 16 ? 32 - 4 * bits : null,
    words: Array.from({ length: Math.ceil(bytes / 4) }, (_, word) => ({
      word,
      bytes: Array.from({ length: Math.min(4, bytes - 4 * word) }, (__, byte) => ({
        byte: 4 * word + byte,
        shift: 8 * byte,
      })),
    })),
  };
}

/** The words that some bits lie in. */
function piecesOf(first: number, bits: number): [Piece, Piece?] {
  const word = Math.floor(first / 32);
  const shift = first % 32;
  const piece = { word, shift };
  return shift + bits > 32 ? [piece, { word: word + 1, shift: 0 }] : [piece];
}
