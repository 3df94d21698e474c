import { dataFileInvalid, labelOutOfRange } from '../errors.js';
import type { NpyArray } from './npy.js';

const mostClasses = 256;

const readers: Record<string, (data: Buffer, index: number) => number> = {
  '|u1': (data, index) => data.readUInt8(index),
  '|i1': (data, index) => data.readInt8(index),
  '<u2': (data, index) => data.readUInt16LE(2 * index),
  '<i2': (data, index) => data.readInt16LE(2 * index),
  '<u4': (data, index) => data.readUInt32LE(4 * index),
  '<i4': (data, index) => data.readInt32LE(4 * index),
  '<u8': (data, index) => Number(data.readBigUInt64LE(8 * index)),
  '<i8': (data, index) => Number(data.readBigInt64LE(8 * index)),
};

/**
 * Labels of any integer type as bytes.
 *
 * @param array [count], or [count, 1] as Keras saves CIFAR-10's
 * @throws SB_DATA_INVALID for another shape, SB_DATA_LABEL for a label that is no byte
 */
export function toLabels(file: string, { data, type, shape }: NpyArray, count: number): Uint8Array {
  const isColumn = shape.length === 2 && shape[1] === 1;
  if (shape[0] !== count || (shape.length !== 1 && !isColumn)) {
    throw dataFileInvalid(file, `it has ${shape.join('×')} labels for ${count} images`);
  }
  return Uint8Array.from({ length: count }, (_, index) => {
    const label = readers[type](data, index);
    if (label >= 0 && label < mostClasses) return label;
    throw labelOutOfRange(file, index, label, mostClasses);
  });
}
