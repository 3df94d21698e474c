import type { CodeTensor } from '../../model/graph.js';
import { flashBits } from './flash-bits.js';
import { outputView } from '../output-view.js';
import { requantizeView } from '../requantize-view.js';
import { packCodes } from '../../model/packing.js';
import {
  pairsOfColumns,
  pixelDistance,
  addsPixels,
  sumColumns,
  tapChunks,
  tapWords,
  WEIGHT_WORDS,
} from './lanes-plan.js';
import { wordsPerChunk, type LanesPlan } from './lanes-plan.js';
import { finishView } from './lanes-finish-view.js';
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
