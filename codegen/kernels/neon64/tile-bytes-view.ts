import { indices } from '../indices.js';
import { TILE_CHANNELS, TILE_OUTPUTS, type OuterPlan } from './outer-plan.js';
import { separation } from './separation.js';

/** Activations stand at multiples of as many bytes, so wider lanes might not. */
const WIDEST_LANE = 4;

/** How the codes of a tile's channels become bytes, and bytes move between vectors and outputs. */
export function tileBytesView({ output, residual }: OuterPlan): object {
  return {
    channels: Array.from({ length: TILE_CHANNELS }, (_, channel) => ({ channel })),
    codeBytes: codeBytes(output.bits),
    lanes: lanesView(output.bits),
    residualLanes: residual ? lanesView(residual.bits) : null,
  };
}

/** A byte's channels, the first one lowest. */
function codeBytes(bits: number): object[] {
  const perByte = 8 / bits;
  return Array.from({ length: TILE_CHANNELS / perByte }, (_, byte) => {
    const channels = Array.from({ length: perByte }, (__, place) => ({
      channel: byte * perByte + place,
      position: place * bits,
    }));
    const [{ channel: first }, ...others] = channels;
    return { byte, first, others };
  });
}

/** Eight channels of so many bits are as many bytes of an output. */
function lanesView(bits: number): object {
  const bytes = Math.min(bits, WIDEST_LANE);
  const count = 16 / bytes;
  const type = `u${8 * bytes}`;
  return {
    bytes,
    count,
    type,
    name: `uint${8 * bytes}x${count}_t`,
    zero: `vdupq_n_${type}`,
    vector: bytes === 1 ? 'lanes' : `vreinterpretq_${type}_u8(lanes)`,
    lanesAsBytes: bytes === 1 ? 'lanes' : `vreinterpretq_u8_${type}(lanes)`,
    places: indices(count),
    groups: Array.from({ length: bits / bytes }, (_, group) => ({
      first: group * bytes,
      vectors: indices(TILE_OUTPUTS / count),
      separation: separation(bytes),
      one: bytes === 1,
      two: bytes === 2,
      four: bytes === 4 && indices(4).map(({ index }) => `byte${group * bytes + index}`),
    })),
  };
}
