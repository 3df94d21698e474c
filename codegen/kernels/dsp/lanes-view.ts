import type { CodeTensor } from '../../model/graph.js';
import { flashBits } from './flash-bits.js';
import { outputView } from '../output-view.js';
import { requantizeView } from '../requantize-view.js';
import { packCodes } from '../../model/packing.js';
import {
  pairsOfColumns,
  pixelDistance,
  addsPixels,
  stripCodes,
  sumColumns,
  tapChunks,
  tapWords,
  WEIGHT_WORDS,
} from './lanes-plan.js';
import { wordsPerChunk, type LanesPlan } from './lanes-plan.js';
import { hexadecimal } from '../polynomial/word-views.js';

/** Every number that `lanes.c.hbs` prints. */
export function lanesView(plan: LanesPlan): object {
  const { node, schedule, form, segment, unrolled, linear, output, residual } = plan;
  const stretchSegments = schedule.stretch / segment;
  return {
    ...shapeView(plan),
    ...pixelView(plan),
    ...fieldView(plan),
    ...weightView(plan),
    ...finishView(plan),
    pairs: form.pixels === 2,
    shared: plan.sums !== undefined,
    pixelDistance: pixelDistance(plan) * 4,
    unrolledSteps: Array.from({ length: unrolled }, (_, step) => ({ step })),
    unrolled,
    stretch: schedule.stretch,
    stretches: schedule.stretches,
    severalStretches: schedule.stretches > 1,
    wholeSegments: stretchSegments >= 1,
    segmentsOfStretch: Math.max(1, stretchSegments),
    partsOfSegment: Math.max(1, 1 / stretchSegments),
    pieces: Math.min(schedule.stretch, segment) / unrolled,
    severalPieces: Math.min(schedule.stretch, segment) > unrolled,
    segments: segmentPlaces(plan),
    severalSegments: segmentPlaces(plan).length > 1,
    linear: linear !== undefined,
    shift: linear?.shift ?? null,
    requantize: requantizeView(node.requantize, output, residual),
    requantizationText: linear
      ? `requantized in 32 bits to ${plan.output.type === 'codes' ? plan.output.bits : 32}-bit codes`
      : requantizeView(node.requantize, output, residual).text,
    residual: residual ? { bits: residual.bits, mask: 2 ** residual.bits - 1 } : null,
    output: outputView(output),
  };
}

function shapeView({ geometry, strip, node, input, block, tile, pixelWords }: LanesPlan): object {
  const [outputChannels, , , inputChannels] = node.weights.shape;
  return {
    ...geometry,
    inputChannels,
    outputChannels,
    activationBits: input.bits,
    weightBits: node.weights.bits,
    block,
    tile,
    pixelWords,
    stripOutputs: strip.outputs,
    stripInputs: strip.inputs,
    columns: strip.columns,
    scratchBytes: strip.scratchBytes,
    tiles: Math.ceil(geometry.outputWidth / tile),
    pixelBytes: Math.ceil((inputChannels * input.bits) / 8),
    oddChannels: inputChannels % 2 === 1,
    evenChannels: inputChannels - (inputChannels % 2),
  };
}

/** How packed pixels become words of lanes. */
function pixelView(plan: LanesPlan): object {
  const { input, form, geometry } = plan;
  const { bits } = input;
  const paired = pairsOfColumns(geometry, form);
  const one = 2 ** bits - 1;
  const mask = one * (1 + 2 ** 16);
  return {
    even: plan.chunks !== undefined,
    chunks: plan.chunks?.map(({ words, ...chunk }) => ({
      ...chunk,
      several: chunk.count > 1,
      manyWords: words > 1,
      words: Array.from({ length: words }, (_, index) => ({
        index,
        shift: index * bits,
        odd: index % 2 === 1,
      })),
      wordCount: words,
    })),
    laneMask: hexadecimal(form.pixels === 2 ? mask * (1 + 2 ** form.pixelPlace) : mask),
    flip: hexadecimal(digits(2 ** (bits - 1), bits)),
    evenDigits: hexadecimal(digits(one, 2 * bits)),
    oddDigits: hexadecimal(digits(one, 2 * bits) * 2 ** bits),
    turn: 16 + bits,
    firstStep: paired ? 2 : 1,
    secondColumn: paired ? 1 : geometry.columnStep,
    paddingBytes: paddingPixel(input),
    sumColumns: sumColumns(plan),
    windowTaps: windowTaps(plan),
    severalTaps: addsPixels(plan),
    sumMasks: sumMasks(bits),
  };
}

/** A number repeated every so many bits of a word. */
function digits(number: number, every: number): number {
  let word = 0;
  for (let bit = 0; bit < 32; bit += every) word += number * 2 ** bit;
  return word;
}

/** Rows and columns of the taps of a window. */
function windowTaps({ geometry }: LanesPlan): { row: number; column: number }[] {
  const { kernelHeight, kernelWidth, rowTap, columnTap } = geometry;
  return Array.from({ length: kernelHeight * kernelWidth }, (_, tap) => ({
    row: Math.floor(tap / kernelWidth) * rowTap,
    column: (tap % kernelWidth) * columnTap,
  }));
}

function paddingPixel({ shape, bits, zeroPoint }: CodeTensor): string {
  return [...packCodes(new Uint8Array(shape[2]).fill(zeroPoint), bits)].join(', ');
}

/** Steps that add up all codes of a word in its bytes. */
function sumMasks(bits: number): { shift: number; mask: string }[] {
  const steps = [];
  for (let width = bits; width < 8; width *= 2) {
    steps.push({ shift: width, mask: hexadecimal(digits(2 ** width - 1, 2 * width)) });
  }
  return steps;
}

function fieldView(plan: LanesPlan): object {
  const { form, schedule, sums, input } = plan;
  const { pixelPlace, weightPlace, outputs } = form;
  const [first, second] = schedule.biases;
  const start =
    outputs === 2
      ? (first + second * 2 ** pixelPlace) * (1 + 2 ** weightPlace)
      : first + second * 2 ** pixelPlace;
  const firstWidth = outputs === 2 ? weightPlace : pixelPlace;
  const secondWidth = outputs === 2 ? pixelPlace - weightPlace : pixelPlace;
  const upper = 32 - pixelPlace - weightPlace;
  return {
    pixelPlace,
    weightPlace,
    pixelMiddle: form.pixelMiddle,
    fieldStart: hexadecimal(start % 2 ** 32),
    firstBias: first,
    secondBias: second,
    firstMask: hexadecimal(
      outputs === 2
        ? 2 ** firstWidth - 1 + (2 ** weightPlace - 1) * 2 ** pixelPlace
        : 2 ** pixelPlace - 1,
    ),
    secondMask: hexadecimal(2 ** secondWidth - 1 + (2 ** upper - 1) * 2 ** pixelPlace),
    sumShift: sums?.shift ?? 0,
    lowShift: input.bits,
    origin: sums?.origin ?? 0,
    lowConstant: sums?.lowConstant ?? 0,
    highConstant: sums?.highConstant ?? 0,
    closing: '}',
    needsPixelSums: sums !== undefined && (sums.origin !== 0 || addsPixels(plan)),
  };
}

function weightView(plan: LanesPlan): object {
  const { node, form } = plan;
  const { step, lowest } = node.weights;
  const bits = flashBits(node.weights.bits);
  const middle = (form.origin - lowest) / step;
  const twice = (number: number) => hexadecimal(((number & 0xffff) * 0x10001) % 2 ** 32);
  return {
    paired: form.outputs === 2,
    tapChunks: tapChunks(plan),
    tapWords: tapWords(plan),
    tapsPerChunk: wordsPerChunk(plan),
    flashWords: tapChunks(plan) * form.outputs,
    tapMask: hexadecimal((2 ** bits - 1) * 0x10001),
    tapShifts: Array.from({ length: wordsPerChunk(plan) }, (_, index) => ({
      index,
      shift: index * bits,
    })),
    step,
    lowest,
    lowestHalves: twice(lowest),
    middleHalves: twice(middle * (1 + 2 ** form.weightPlace)),
    middle,
    weightWords: WEIGHT_WORDS,
  };
}

/** Each output channel of a block, with each pixel of a tile. */
function finishView(plan: LanesPlan): object {
  const { block, form, output, linear, residual, input, node } = plan;
  const packed = output.type === 'codes';
  const bits = packed ? output.bits : 32;
  const channels = node.weights.shape[0];
  const residualBits = residual?.bits ?? 0;
  return {
    constantsPerOutput: 1 + form.pixels + (residual ? 1 : 0),
    biasesPerOutput: form.pixels,
    halves: isInHalves(plan),
    apart: form.pixels === 2 && form.outputs === 1,
    takesFields: form.pixels === 2 && !isInHalves(plan),
    otherShift: form.weightPlace - (plan.sums?.shift ?? 0),
    pairsOfChannels: Array.from({ length: WEIGHT_WORDS }, (_, index) => {
      const pair = WEIGHT_WORDS - 1 - index;
      return {
        sums: 4 * pair,
        others: Array.from(
          { length: plan.schedule.stretches - 1 },
          (__, stretch) => 4 * (pair + 2 * WEIGHT_WORDS * (stretch + 1)),
        ),
        firstConstants: 24 * pair,
        otherConstants: 24 * pair + 12,
      };
    }),
    together: isInHalves(plan) && linear?.shift === 16,
    blockBytesStored: Array.from({ length: Math.ceil((block * bits) / 8) }, (_, byte) => ({
      offset: byte,
      shift: 8 * byte,
    })),
    otherStretches: Array.from({ length: plan.schedule.stretches - 1 }, (_, index) => ({
      place: 2 * WEIGHT_WORDS * (index + 1),
    })),
    lowerShift: (linear?.shift ?? 0) + input.bits,
    channelsOfBlock: Array.from({ length: block }, (_, channel) =>
      channelView(plan, channel, bits),
    ),
    tilePixels: Array.from({ length: plan.tile }, (_, pixel) => pixelStores(plan, pixel, bits)),
    sumsPerStretch: 2 * WEIGHT_WORDS,
    each: !plan.whole || !packed,
    loose: !plan.whole && packed,
    guarded: plan.blocks * block > channels,
    blocks: plan.blocks,
    looseType: !plan.whole && packed ? 'uint8_t' : outputView(output).type,
    codesOfStrip: stripCodes(plan, plan.strip.outputs),
    stripPixelSize: plan.blocks * block,
    outputPixelSize: outputPixelSize(plan, bits),
    outputBlockSize: plan.whole && packed ? (block * bits) / 8 : block,
    residualPixelBytes: Math.ceil((channels * residualBits) / 8),
    residualBlockBytes: (block * residualBits) / 8,
    outputBits: bits,
  };
}

/** Elements of the output, or of what gathers its codes, from a pixel to the next. */
function outputPixelSize({ node, output, whole, blocks, block }: LanesPlan, bits: number): number {
  const channels = node.weights.shape[0];
  if (output.type === 'int32') return channels;
  return whole ? (channels * bits) / 8 : blocks * block;
}

/** Taken apart, sums of a word's pixels stand side by side. */
function sumPlace({ form }: LanesPlan, sum: number, second: boolean): number {
  return form.pixels === 2 && form.outputs === 1 ? 2 * sum + (second ? 1 : 0) : sum;
}

/** Whether the codes of a pixel and a block of channels fit half a word, and nothing is added. */
function isInHalves({ sums, residual, block, output }: LanesPlan): boolean {
  return sums !== undefined && !residual && output.type === 'codes' && block * output.bits <= 16;
}

function channelView(plan: LanesPlan, channel: number, bits: number): object {
  const { form, residual, tile, sums, input } = plan;
  const first = channel * (1 + form.pixels + (residual ? 1 : 0));
  const sumOf = (group: number): number =>
    group * WEIGHT_WORDS + Math.floor(channel / form.outputs);
  const residualBit = channel * (residual?.bits ?? 0);
  return {
    channel,
    multiplier: first,
    firstBias: first + 1,
    secondBias: first + 2,
    side: first + 1 + form.pixels,
    halves: [0, 1].map((group) => ({
      group,
      sum: sumOf(group),
      fields: channel % 2 === 0 ? 'first' : 'second',
    })),
    pixels: Array.from({ length: tile }, (_, pixel) => {
      const second = form.pixels === 2 && pixel % 2 === 1;
      return {
        pixel,
        channel,
        which: second ? 'second' : 'first',
        group: Math.floor(pixel / form.pixels),
        sum: sumPlace(plan, sumOf(Math.floor(pixel / form.pixels)), second),
        offset: channel * form.pixels + (second ? 1 : 0),
        residualByte: Math.floor(residualBit / 8),
        residualShift: residualBit % 8,
        residualScale: sums && !second ? ` * ${2 ** input.bits}` : '',
        word: Math.floor((channel * bits) / 32),
        place: (channel * bits) % 32,
      };
    }),
  };
}

/** The words that gather a pixel's codes, and their bytes. */
function pixelStores({ node, block, residual }: LanesPlan, pixel: number, bits: number): object {
  const channels = node.weights.shape[0];
  const bytes = (block * bits) / 8;
  return {
    pixel,
    first: pixel === 0,
    residualOffset: (pixel * channels * (residual?.bits ?? 0)) / 8,
    words: Array.from({ length: Math.ceil(bytes / 4) }, (_, word) => ({
      pixel,
      word,
      bytes: Array.from({ length: Math.min(4, bytes - 4 * word) }, (__, byte) => ({
        pixel,
        word,
        shift: 8 * byte,
        offset: (pixel * channels * bits) / 8 + 4 * word + byte,
      })),
    })),
  };
}

/** Words from a tile's first word of pixels to each segment. */
function segmentPlaces({ geometry, strip, pixelWords }: LanesPlan): number[] {
  const places: number[] = [];
  for (let row = 0; row < geometry.kernelHeight; row++) {
    const start = row * geometry.rowTap * strip.columns;
    if (geometry.columnTap === 1) {
      places.push(start * pixelWords);
      continue;
    }
    for (let column = 0; column < geometry.kernelWidth; column++) {
      places.push((start + column * geometry.columnTap) * pixelWords);
    }
  }
  return places;
}
