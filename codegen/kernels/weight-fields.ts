import type { CodeTensor, Weights } from '../model/graph.js';
import { packCodes, packedByteCount } from '../model/packing.js';
import { integerWeights } from '../ops/multiply-accumulate.js';
import { field } from './layer-fields.js';
import type { LayerField } from './kernel.js';

/**
 * `softbit_weights`: one row of packed codes for each output channel, begun on a byte, and what the
 * input's zero point takes off each channel's sum.
 */
export function weightFields(weights: Weights, input: CodeTensor): LayerField[] {
  const rowCodes = weights.codes.length / weights.shape[0];
  return [
    {
      name: 'weights.codes',
      value: {
        type: 'uint8_t',
        numbers: packRows(weights, rowCodes),
        suffix: 'weights',
        role: 'weights',
      },
    },
    field('weights.row_bytes', 'uint32_t', packedByteCount(rowCodes, weights.bits)),
    field('weights.lowest', 'uint32_t', weights.lowest >>> 0),
    field('weights.step', 'uint32_t', weights.step),
    ...offsetFields(weights, rowCodes, input.zeroPoint),
  ];
}

function packRows({ codes, bits, shape }: Weights, rowCodes: number): Uint8Array {
  const rowBytes = packedByteCount(rowCodes, bits);
  const packed = new Uint8Array(shape[0] * rowBytes);
  for (let row = 0; row < shape[0]; row++) {
    const rowOfCodes = codes.subarray(row * rowCodes, (row + 1) * rowCodes);
    packed.set(packCodes(rowOfCodes, bits), row * rowBytes);
  }
  return packed;
}

/** −zero point · Σ weight of each channel, modulo 2³²; nothing where the zero point is 0. */
function offsetFields(weights: Weights, rowCodes: number, zeroPoint: number): LayerField[] {
  if (zeroPoint === 0) return [];
  const numbers = new Uint32Array(weights.shape[0]);
  integerWeights(weights).forEach((weight, index) => {
    numbers[Math.floor(index / rowCodes)] -= zeroPoint * weight;
  });
  return [
    {
      name: 'weights.offsets',
      value: { type: 'uint32_t', numbers, suffix: 'offsets', role: 'requantization' },
    },
  ];
}
