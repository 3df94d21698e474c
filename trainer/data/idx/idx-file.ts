import { dataFileInvalid } from '../errors.js';
import type { DataFile } from '../read-file.js';

const UNSIGNED_BYTE = 0x08;

export interface IdxArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/**
 * Parses an IDX file of unsigned bytes: two zero bytes, the type, the number of dimensions, each
 * dimension as a big-endian 32-bit integer, the data.
 *
 * Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database", section "File formats".
 *
 * @throws SB_DATA_INVALID naming the field with its actual and expected value
 */
export function parseIdx({ path, bytes }: DataFile, dimensions: number): IdxArray {
  const headerBytes = 4 + 4 * dimensions;
  if (bytes.length < headerBytes) {
    throw dataFileInvalid(
      path,
      `it has ${bytes.length} bytes, its header alone takes ${headerBytes}`,
    );
  }
  const magic = (UNSIGNED_BYTE << 8) | dimensions;
  if (bytes.readUInt32BE(0) !== magic) {
    throw dataFileInvalid(
      path,
      `its magic number is ${hex(bytes.readUInt32BE(0))}, not ${hex(magic)}`,
    );
  }
  const shape = Array.from({ length: dimensions }, (_, axis) => bytes.readUInt32BE(4 + 4 * axis));
  const expected = headerBytes + shape.reduce((product, size) => product * size, 1);
  if (bytes.length !== expected) {
    throw dataFileInvalid(
      path,
      `it has ${bytes.length} bytes, its header ${shape.join('×')} says ${expected}`,
    );
  }
  return { shape, data: bytes.subarray(headerBytes) };
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
