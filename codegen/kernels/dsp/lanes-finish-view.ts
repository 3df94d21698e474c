import { outputView } from '../output-view.js';
import { stripCodes, WEIGHT_WORDS, type LanesPlan } from './lanes-plan.js';

/** Each output channel of a block, with each pixel of a tile. */
export function finishView(plan: LanesPlan): object {
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
