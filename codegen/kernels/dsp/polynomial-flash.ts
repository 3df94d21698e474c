import { packCodes } from '../../model/packing.js';
import type { PolynomialPlan } from './polynomial-plan.js';

/** One phase's share of a block of weights in flash, and how its words are unpacked. */
export interface PhaseWeights {
  readonly phase: number;
  /** Exponents that the phase has taps for. */
  readonly exponents: readonly number[];
  /** Codes of one exponent in a byte; their words follow each other. */
  readonly perChunk: number;
  readonly chunks: number;
}

/** Whether eight bits hold a whole number of weight codes, for two channels at least. */
export function packsInBytes(bits: number): boolean {
  return bits === 1 || bits === 2 || bits === 4;
}

/**
 * Flash order: blocks of output channels; in each, phase after phase; in each, chunks of 8 / bits
 * words. A chunk is one byte for each exponent that the phase has, so that one AND with 0x030303
 * (at two bits) takes a word of taps out of the chunk. Words of a chunk go on over kernel row and
 * input channel, the two channels of a pair alternating, then over the pairs of the block.
 */
export function phaseWeights(
  { geometry, weights, block }: PolynomialPlan,
  bits: number,
): PhaseWeights[] {
  const perChunk = 8 / bits;
  const words = (block * weights.steps) / geometry.phases;
  return Array.from({ length: geometry.phases }, (_, phase) => ({
    phase,
    exponents: exponentsOf(geometry.taps, phase),
    perChunk,
    chunks: Math.ceil(words / perChunk),
  })).filter(({ exponents }) => exponents.length > 0);
}

function exponentsOf(taps: PolynomialPlan['geometry']['taps'], phase: number): number[] {
  const own = taps.filter((tap) => tap.phase === phase).map(({ exponent }) => exponent);
  return [...new Set(own)].sort((a, b) => a - b);
}

/** All blocks' bytes. */
export function flashWeights(plan: PolynomialPlan, bits: number, outputs: number): Uint8Array {
  const bytes: number[] = [];
  for (let first = 0; first < outputs; first += plan.block) {
    for (const phase of phaseWeights(plan, bits)) {
      bytes.push(...phaseBytes(plan, phase, first, bits));
    }
  }
  return Uint8Array.from(bytes);
}

function phaseBytes(
  plan: PolynomialPlan,
  { phase, exponents, perChunk, chunks }: PhaseWeights,
  first: number,
  bits: number,
): number[] {
  const words = blockWords(plan, phase, first);
  const bytes: number[] = [];
  for (let chunk = 0; chunk < chunks; chunk++) {
    const own = words.slice(chunk * perChunk, (chunk + 1) * perChunk);
    for (const exponent of exponents) {
      bytes.push(
        packCodes(
          Uint8Array.from(own, (taps) => taps[exponent]),
          bits,
        )[0],
      );
    }
  }
  return bytes;
}

/** Taps of a block and phase in the order of flash. */
function blockWords(
  { weights: { steps, taps }, geometry: { phases }, block }: PolynomialPlan,
  phase: number,
  first: number,
): (readonly number[])[] {
  const words: (readonly number[])[] = [];
  for (let pair = first; pair < first + block; pair += 2) {
    for (let step = phase; step < steps; step += phases) {
      words.push(taps[pair * steps + step], taps[(pair + 1) * steps + step]);
    }
  }
  return words;
}
