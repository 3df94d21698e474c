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
    constantsPerOutput: constantsOf(plan),
    biasesPerOutput: form.pixels,
    halves: isInHalves(plan),
    apart: isApart(plan),
    takesFields: form.pixels === 2 && !isInHalves(plan),
    otherShift: form.weightPlace - (plan.sums?.shift ?? 0),
    together: isInHalves(plan) && linear?.shift === 16,
    blockBytesStored: Array.from({ length: Math.ceil((block * bits) / 8) }, (_, byte) => ({
      offset: byte,
      shift: 8 * byte,
    })),
    otherStretches: Array.from({ length: plan.schedule.stretches - 1 }, (_, index) => ({
      place: 2 * WEIGHT_WORDS * (index + 1),
    })),
    lowerShift: (linear?.shift ?? 0) + input.bits,
    ...roundView(plan, bits),
    tilePixels: Array.from({ length: plan.tile }, (_, pixel) => pixelStores(plan, pixel, bits)),
    ...raggedView(plan),
    sumsPerStretch: 2 * WEIGHT_WORDS,
    each: isEach(plan),
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

/** Whether outputs are stored one by one. */
function isEach({ whole, output }: LanesPlan): boolean {
  return !whole || output.type !== 'codes';
}

/** In a layer of fewer tiles, straight code for all channels of a block takes more flash than it is worth. */
const MANY_TILES = 400;

/** A tile is finished in rounds of some of a block's channels. */
function roundView(plan: LanesPlan, bits: number): object {
  const { block, form, residual } = plan;
  const channels = roundChannels(plan, bits);
  const sums = channels / form.outputs;
  const pairs = hasManyTiles(plan) ? WEIGHT_WORDS : 1;
  return {
    rounds: block / channels,
    severalRounds: block > channels,
    roundChannels: channels,
    countsChannels: !plan.linear || plan.blocks * block > plan.node.weights.shape[0],
    roundSums: isApart(plan) ? 2 * sums : sums,
    roundOutputs: isEach(plan) ? channels : (channels * bits) / 8,
    roundResidualBytes: (channels * (residual?.bits ?? 0)) / 8,
    channelsOfRound: Array.from({ length: channels }, (_, channel) =>
      channelView(plan, channel, bits),
    ),
    loopedPairs: pairs === 1,
    pairBytes: 8 * constantsOf(plan),
    pairsOfRound: Array.from({ length: pairs }, (_, index) => pairView(plan, pairs - 1 - index)),
  };
}

/** Two channels whose sums share words, of codes in halves. */
function pairView(plan: LanesPlan, pair: number): object {
  const bytes = 4 * constantsOf(plan);
  return {
    sums: 4 * pair,
    others: Array.from(
      { length: plan.schedule.stretches - 1 },
      (_, stretch) => 4 * (pair + 2 * WEIGHT_WORDS * (stretch + 1)),
    ),
    firstConstants: 2 * bytes * pair,
    otherConstants: 2 * bytes * pair + bytes,
  };
}

/** All channels of a block, or the fewest that fill bytes. */
function roundChannels(plan: LanesPlan, bits: number): number {
  const { block, residual } = plan;
  if (hasManyTiles(plan)) return block;
  const filled = (channels: number) =>
    isEach(plan) || ((channels * bits) % 8 === 0 && (channels * (residual?.bits ?? 0)) % 8 === 0);
  let channels = 2;
  while (channels < block && !filled(channels)) channels *= 2;
  return channels;
}

function hasManyTiles({ geometry, tile, blocks }: LanesPlan): boolean {
  const { outputHeight, outputWidth } = geometry;
  return outputHeight * Math.ceil(outputWidth / tile) * blocks >= MANY_TILES;
}

/** Where the row's end cuts its last tile, pixels beyond are neither read nor stored. */
function raggedView({ geometry, tile }: LanesPlan): object {
  const ragged = geometry.outputWidth % tile > 0;
  return {
    ragged,
    tileText: ragged ? 'the outputs of its first `valid` pixels' : 'its outputs',
  };
}

/** Sums of a word's two pixels are taken apart before they are requantized. */
function isApart({ form }: LanesPlan): boolean {
  return form.pixels === 2 && form.outputs === 1;
}

/** Elements of the output, or of what gathers its codes, from a pixel to the next. */
function outputPixelSize({ node, output, whole, blocks, block }: LanesPlan, bits: number): number {
  const channels = node.weights.shape[0];
  if (output.type === 'int32') return channels;
  return whole ? (channels * bits) / 8 : blocks * block;
}

/** Taken apart, sums of a word's pixels stand side by side. */
function sumPlace(plan: LanesPlan, sum: number, second: boolean): number {
  return isApart(plan) ? 2 * sum + (second ? 1 : 0) : sum;
}

/** Whether the codes of a pixel and a block of channels fit half a word, and nothing is added. */
function isInHalves({ sums, residual, block, output }: LanesPlan): boolean {
  return sums !== undefined && !residual && output.type === 'codes' && block * output.bits <= 16;
}

/** Numbers of an output channel: those of two pixels of shared sums differ by a part of the multiplier. */
function constantsOf({ sums, form, residual }: LanesPlan): number {
  return (sums ? 2 : 1 + form.pixels) + (residual ? 1 : 0);
}

function channelView(plan: LanesPlan, channel: number, bits: number): object {
  const { form, residual, tile, sums, input } = plan;
  const constants = constantsOf(plan);
  const first = channel * constants;
  const sumOf = (group: number): number =>
    group * WEIGHT_WORDS + Math.floor(channel / form.outputs);
  const residualBit = channel * (residual?.bits ?? 0);
  return {
    channel,
    multiplier: first,
    firstBias: first + 1,
    secondBias: sums ? first + 1 : first + 2,
    side: first + constants - 1,
    halves: [0, 1].map((group) => ({
      group,
      sum: sumOf(group),
      fields: channel % 2 === 0 ? 'first' : 'second',
    })),
    pixels: Array.from({ length: tile }, (_, pixel) => {
      const second = form.pixels === 2 && pixel % 2 === 1;
      return {
        pixel,
        checked: isChecked(plan, pixel),
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

/** Whether a row may end before this pixel of its last tile. */
function isChecked({ geometry, tile }: LanesPlan, pixel: number): boolean {
  const rest = geometry.outputWidth % tile;
  return rest > 0 && pixel >= rest;
}

/** The words that gather a pixel's codes, and their bytes. */
function pixelStores(plan: LanesPlan, pixel: number, bits: number): object {
  const { node, residual } = plan;
  const channels = node.weights.shape[0];
  const bytes = (roundChannels(plan, bits) * bits) / 8;
  return {
    pixel,
    checked: isChecked(plan, pixel),
    half: `codes${pixel >> 1}${pixel % 2 === 0 ? '' : ' >> 16'}`,
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
