import type { Conv2DNode } from '../../model/graph.js';
import type { LinearRequantization } from '../linear-requantization.js';
import { flashBits } from './flash-bits.js';
import { stretchBiases } from './lanes-fields.js';
import { zeroPointSums } from './lanes-sums.js';
import { tapChunks, WEIGHT_WORDS, wordsPerChunk, type LanesPlan } from './lanes-plan.js';

/**
 * Flash order: blocks of output channels; in each, chunks of 16 / bits words of taps; of each chunk one
 * word of flash for every channel of a lane. Bits i · bits of its halves are the codes of word i. Words
 * go on over the channels of the block, then over the steps.
 */
export function lanesWeights(plan: LanesPlan): Uint32Array {
  const { node, block, form } = plan;
  const words: number[] = [];
  for (let first = 0; first < node.weights.shape[0]; first += block) {
    for (let chunk = 0; chunk < tapChunks(plan); chunk++) {
      for (let place = 0; place < form.outputs; place++) {
        words.push(chunkWord(plan, first + place, chunk));
      }
    }
  }
  return Uint32Array.from(words);
}

function chunkWord(plan: LanesPlan, first: number, chunk: number): number {
  const bits = flashBits(plan.node.weights.bits);
  let word = 0;
  for (let index = 0; index < wordsPerChunk(plan); index++) {
    const place = chunk * wordsPerChunk(plan) + index;
    const step = Math.floor(place / WEIGHT_WORDS);
    const output = first + (place % WEIGHT_WORDS) * plan.form.outputs;
    const [low, high] = codesOf(plan, output, step);
    word += low * 2 ** (index * bits) + high * 2 ** (16 + index * bits);
  }
  return word;
}

/** The codes that a step's taps were made of; of lanes without a channel any will do. */
function codesOf(plan: LanesPlan, output: number, step: number): number[] {
  const { form, taps, node } = plan;
  const pair = taps.at(output)?.at(step) ?? [0, 0];
  return pair.map((tap) => codeOf(node, form.origin + form.scale * tap));
}

function codeOf({ weights: { lowest, step, bits } }: Conv2DNode, weight: number): number {
  return Math.min(Math.max(Math.round((weight - lowest) / step), 0), 2 ** bits - 1);
}

/**
 * For each output channel its multiplier, its bias for the first and, where there is one, for the
 * second pixel of a lane, and the residual's multiplier. Biases of pixels with shared sums differ by a
 * multiple of the multiplier: it stands above the multiplier, in place of the first pixel's.
 */
export function linearConstants(plan: LanesPlan, linear: LinearRequantization): Int32Array {
  const excesses = accumulatorExcess(plan);
  const numbers: number[] = [];
  for (const [channel, sign] of plan.signs.entries()) {
    const multiplier = sign * linear.multipliers[channel];
    const biases = excesses.map(
      (excess) => (linear.biases[channel] - Math.imul(excess[channel], multiplier)) | 0,
    );
    if (plan.sums) {
      const [low, high] = excesses.map((excess) => excess[channel]);
      numbers.push((multiplier & 0xffff) | ((high - low) << 16), biases[1]);
    } else {
      numbers.push(multiplier, ...biases);
    }
    if (linear.residualMultipliers) numbers.push(linear.residualMultipliers[channel]);
  }
  return Int32Array.from(numbers);
}

/** For each output channel and pixel of a lane what is to be added to its sum of products. */
export function offsetConstants(plan: LanesPlan): Uint32Array {
  const excesses = accumulatorExcess(plan);
  const channels = plan.node.weights.shape[0];
  return Uint32Array.from({ length: channels * excesses.length }, (_, index) => {
    return -excesses[index % excesses.length][Math.floor(index / excesses.length)];
  });
}

/** By how much what leaves the fields is greater than the accumulator: for each pixel, each channel. */
function accumulatorExcess(plan: LanesPlan) {
  const { form, taps, schedule, sums } = plan;
  if (sums) return [sums.lowExcess, sums.highExcess];
  const zero = zeroPointSums(plan);
  if (form.pixels === 1) return [zero];
  const bias = schedule.biases[0] * schedule.stretches;
  return [
    zero.map((sum) => sum + bias),
    zero.map((sum, channel) => {
      const total = taps[channel].flat().reduce((all, tap) => all + tap, 0);
      return sum - form.pixelMiddle * total;
    }),
  ];
}

/** Throws where a schedule that is baked into a kernel does not suit the weights. */
export function checkSchedule({ form, taps, input, schedule }: LanesPlan): void {
  const { stretch, biases } = schedule;
  const own = stretchBiases({ form, taps, activationBits: input.bits }, stretch);
  if (own?.join() !== biases.join()) {
    throw new Error(`fields overflow in stretches of ${stretch} steps`);
  }
}
