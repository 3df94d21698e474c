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
 * @param file for errors
 * @throws SB_DATA_INVALID for anything but a whole array of integers in C order
 */
export function parseNpy(file: string, bytes: Buffer): NpyArray {
  const { text, end } = readHeader(file, bytes);
  const [type, fortranOrder, sizes] = parseHeader(file, text);
  if (fortranOrder === 'True') {
    const remedy = 'save it with numpy.ascontiguousarray';
    throw dataFileInvalid(file, `it is stored in Fortran order; ${remedy}`);
  }
  const shape = sizes.split(',').filter((size) => size.trim() !== '');
  const array = { shape: shape.map(Number), type, data: bytes.subarray(end) };
  checkLength(file, array);
  return array;
}

function readHeader(file: string, bytes: Buffer): { text: string; end: number } {
  if (bytes.length < 12 || !bytes.subarray(0, magic.length).equals(magic)) {
    throw dataFileInvalid(file, 'it does not begin as a NumPy array');
  }
  const [start, length] =
    bytes[6] === 1 ? [10, bytes.readUInt16LE(8)] : [12, bytes.readUInt32LE(8)];
  return { text: bytes.toString('latin1', start, start + length), end: start + length };
}

function parseHeader(file: string, text: string): string[] {
  const match = dictionary.exec(text.trimEnd());
  if (match) return match.slice(1);
  throw dataFileInvalid(file, `its header ${JSON.stringify(text.slice(0, 80))} is not understood`);
}

function checkLength(file: string, { shape, type, data }: NpyArray): void {
  const expected = shape.reduce((product, size) => product * size, elementBytes(file, type));
  if (data.length === expected) return;
  const array = `${shape.join('×')} ${type}`;
  throw dataFileInvalid(file, `it holds ${data.length} bytes of data, ${array} takes ${expected}`);
}

function elementBytes(file: string, type: string): number {
  const match = /^[|<][ui]([1248])$/.exec(type);
  if (!match) throw dataFileInvalid(file, `its type ${type} is no little-endian integer`);
  return Number(match[1]);
}
