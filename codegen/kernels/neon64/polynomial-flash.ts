import { packCodes } from '../../model/packing.js';
import { TILE_CHANNELS, type LanePlan } from './polynomial-plan.js';

/** Vectors are loaded whole, also the last. */
const OVERREAD_BYTES = 16;

/** One phase's share of the weights of four channels in flash. */
export interface LanePhase {
  readonly phase: number;
  /** Exponents that the phase has taps for. */
  readonly exponents: readonly number[];
  /** Steps in a chunk, one code each in a byte. */
  readonly perChunk: number;
  readonly chunks: number;
}

export function lanePhases({ taps, phases, weights }: LanePlan, bits: number): LanePhase[] {
  const perChunk = 8 / bits;
  return Array.from({ length: phases }, (_, phase) => {
    const own = taps.filter((tap) => tap.phase === phase).map(({ exponent }) => exponent);
    const exponents = own.sort((a, b) => a - b);
    return { phase, exponents, perChunk, chunks: weights.steps / phases / perChunk };
  });
}

/** Flash order: fours of channels, phases, chunks of steps, channels, exponents. */
export function laneWeights(plan: LanePlan, bits: number, outputs: number): Uint8Array {
  const bytes: number[] = [];
  for (let first = 0; first < outputs; first += TILE_CHANNELS) {
    for (const phase of lanePhases(plan, bits)) {
      for (let chunk = 0; chunk < phase.chunks; chunk++) {
        for (let channel = first; channel < first + TILE_CHANNELS; channel++) {
          bytes.push(...chunkBytes(plan, phase, chunk, channel, bits));
        }
      }
    }
  }
  return Uint8Array.from([...bytes, ...new Uint8Array(OVERREAD_BYTES)]);
}

function chunkBytes(
  { weights: { steps, taps }, phases }: LanePlan,
  { phase, exponents, perChunk }: LanePhase,
  chunk: number,
  channel: number,
  bits: number,
): number[] {
  const own = Array.from(
    { length: perChunk },
    (_, index) => taps[channel * steps + (chunk * perChunk + index) * phases + phase],
  );
  return exponents.map(
    (exponent) =>
      packCodes(
        Uint8Array.from(own, (word) => word[exponent]),
        bits,
      )[0],
  );
}
