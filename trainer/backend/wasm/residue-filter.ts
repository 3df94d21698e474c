import type * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { ResidueTaps } from './residue-taps.js';

export interface ResidueFilterAttributes {
  readonly down: ResidueTaps;
  readonly across: ResidueTaps;
}

/**
 * A kernel that sorts a filter's taps by residues: [Kh, Kw, Ci, Co] to
 * [taps down, taps across, Co, residues down · residues across · Ci].
 */
export const residueFilter: tf.KernelFunc = ({ inputs, attrs, backend }) => {
  const { filter } = inputs as unknown as { filter: tf.TensorInfo };
  const { down, across } = attrs as unknown as ResidueFilterAttributes;
  const wasm = backend as BackendWasm;
  const [, width, channels, outputs] = filter.shape;
  const depth = down.tapOf.length * across.tapOf.length * channels;
  const result = wasm.makeOutput([down.length, across.length, outputs, depth], 'float32');
  const source = wasm.typedArrayFromHeap(filter);
  const target = wasm.typedArrayFromHeap(result).fill(0);
  forEachTap({ down, across }, ({ row, column, place, residue }) => {
    const from = (row * width + column) * channels * outputs;
    const to = place * outputs * depth + residue * channels;
    for (let channel = 0; channel < channels; channel++) {
      for (let output = 0; output < outputs; output++) {
        target[to + output * depth + channel] = source[from + channel * outputs + output];
      }
    }
  });
  return result;
};

interface Tap {
  /** Of the filter. */
  readonly row: number;
  readonly column: number;
  /** Among the taps of the sorted filter. */
  readonly place: number;
  readonly residue: number;
}

function forEachTap({ down, across }: ResidueFilterAttributes, visit: (tap: Tap) => void): void {
  down.tapOf.forEach((rows, below) =>
    rows.forEach((row, rowPlace) =>
      across.tapOf.forEach((columns, beside) =>
        columns.forEach((column, columnPlace) => {
          if (row < 0 || column < 0) return;
          const place = rowPlace * across.length + columnPlace;
          visit({ row, column, place, residue: below * across.tapOf.length + beside });
        }),
      ),
    ),
  );
}
