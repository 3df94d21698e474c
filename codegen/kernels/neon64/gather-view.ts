import type { CodeTensor } from '../../model/graph.js';
import { maskSteps } from '../polynomial/word-views.js';
import { TILE_OUTPUTS } from './outer-plan.js';
import { separation } from './separation.js';

const GREATEST_BYTE = 255;

/** How the codes of sixteen pixels become vectors of one channel each. */
export function gatherView({ bits, shape }: CodeTensor): object {
  const perByte = 8 / bits;
  const bytes = bytesAtOnce(bits, (shape[2] * bits) / 8);
  const parts = separation(bytes);
  const [first, ...others] = parts.bytes.map(({ byte, name }) => ({ name, step: byte * perByte }));
  return {
    expandSteps: maskSteps(perByte, bits, 1).map((step) => ({
      ...step,
      last: step.index === perByte - 1,
    })),
    codesSum: Array.from({ length: perByte }, (_, index) => `codes${index}`).reduce(
      (sum, codes) => `vaddq_u8(${sum}, ${codes})`,
    ),
    gather: {
      bytes,
      steps: bytes * perByte,
      ...laneView(bytes),
      vectors: vectorsView(bytes),
      separation: parts,
      first,
      others,
    },
  };
}

/** As many bytes of a pixel as there are whole ones of, whose codes' sum fits a byte. */
function bytesAtOnce(bits: number, pixelBytes: number): number {
  const sum = (8 / bits) * (2 ** bits - 1);
  return [8, 4, 2, 1].find((bytes) => pixelBytes % bytes === 0 && bytes * sum <= GREATEST_BYTE)!;
}

function laneView(bytes: number): object {
  const type = `u${8 * bytes}`;
  return { type, name: `uint${8 * bytes}x${16 / bytes}_t`, zero: `vdupq_n_${type}` };
}

/** Eight bytes load as halves of a vector, fewer as lanes. */
function vectorsView(bytes: number): object[] {
  const lanes = TILE_OUTPUTS / bytes;
  return Array.from({ length: bytes }, (_, index) => ({
    index,
    halves: bytes === 8 ? [2 * index, 2 * index + 1] : null,
    pixels: Array.from({ length: lanes }, (__, lane) => ({ lane, pixel: index * lanes + lane })),
    asBytes: bytes === 1 ? `lanes${index}` : `vreinterpretq_u8_u${8 * bytes}(lanes${index})`,
  }));
}
