import { dataFileInvalid } from '../errors.js';

export interface NpyArray {
  readonly shape: readonly number[];
  /** NumPy's name: `|u1`, `<i8` … */
  readonly type: string;
  readonly data: Buffer;
}

const magic = Buffer.from('\x93NUMPY', 'latin1');
const dictionary =
  /^\{\s*'descr':\s*'([^']+)',\s*'fortran_order':\s*(True|False),\s*'shape':\s*\(([\d,\s]*)\),?\s*\}\s*$/;

/**
 * Parses a `.npy` array of versions 1 to 3.
 *
 * Source: NumPy Enhancement Proposal 1, "A simple file format for NumPy arrays".
 *
 * @throws SB_DATA_INVALID for anything but a whole array in C order
 */
export function parseNpy(file: string, bytes: Buffer): NpyArray {
  if (bytes.length < 12 || !bytes.subarray(0, magic.length).equals(magic)) {
    throw dataFileInvalid(file, 'it does not begin as a NumPy array');
  }
  const [headerStart, headerBytes] =
    bytes[6] === 1 ? [10, bytes.readUInt16LE(8)] : [12, bytes.readUInt32LE(8)];
  const start = headerStart + headerBytes;
  const header = bytes.toString('latin1', headerStart, start);
  const match = dictionary.exec(header.trimEnd());
  if (!match)
    {throw dataFileInvalid(
      file,
      `its header ${JSON.stringify(header.slice(0, 80))} is not understood`,
    );}
  const [, type, fortranOrder, sizes] = match;
  if (fortranOrder === 'True') {
    throw dataFileInvalid(
      file,
      'it is stored in Fortran order; save it with numpy.ascontiguousarray',
    );
  }
  const shape = sizes
    .split(',')
    .map((size) => size.trim())
    .filter(Boolean)
    .map(Number);
  const expected = shape.reduce((product, size) => product * size, elementBytes(file, type));
  if (bytes.length - start !== expected) {
    throw dataFileInvalid(
      file,
      `it holds ${bytes.length - start} bytes of data, ${shape.join('×')} ${type} takes ${expected}`,
    );
  }
  return { shape, type, data: bytes.subarray(start) };
}

function elementBytes(file: string, type: string): number {
  const match = /^[|<]([ui])([1248])$/.exec(type);
  if (!match) throw dataFileInvalid(file, `its type ${type} is no little-endian integer`);
  return Number(match[2]);
}
