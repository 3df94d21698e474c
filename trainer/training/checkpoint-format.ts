import { createHash } from 'node:crypto';

/**
 * `SBCK`, version and header length as 32-bit little-endian numbers, the SHA-256 of all the
 * rest, the header as JSON, and the arrays as raw little-endian float32, one after the other.
 */
const magic = 'SBCK';
const version = 2;
const digestAt = 12;
const headerAt = digestAt + 32;

export interface CheckpointContent {
  readonly header: unknown;
  readonly arrays: Readonly<Record<string, readonly Float32Array[]>>;
}

/** What is wrong with a file, in words that complete "it is damaged: …". */
export class DamagedCheckpoint extends Error {}

/** The parts of the file in order; the same content gives the same bytes. */
export function encodeCheckpoint({ header, arrays }: CheckpointContent): Uint8Array[] {
  const lengths = Object.fromEntries(
    Object.entries(arrays).map(([name, list]) => [name, list.map((array) => array.length)]),
  );
  const headerBytes = Buffer.from(JSON.stringify({ header, lengths }));
  const payload = Object.values(arrays).flat().map(bytesOf);
  const preamble = Buffer.alloc(headerAt);
  preamble.write(magic, 'latin1');
  preamble.writeUInt32LE(version, 4);
  preamble.writeUInt32LE(headerBytes.length, 8);
  const checked = [preamble.subarray(0, digestAt), headerBytes, ...payload];
  digest(checked).copy(preamble, digestAt);
  return [preamble, headerBytes, ...payload];
}

/**
 * Takes a file apart again. The digest is checked before anything is parsed, so that whatever
 * passes is what `encodeCheckpoint` once wrote.
 *
 * @throws DamagedCheckpoint with the reason.
 */
export function decodeCheckpoint(bytes: Buffer): CheckpointContent {
  if (bytes.length < headerAt) throw new DamagedCheckpoint(`it has only ${bytes.length} bytes`);
  checkPreamble(bytes);
  const body = bytes.subarray(headerAt);
  if (!digest([bytes.subarray(0, digestAt), body]).equals(bytes.subarray(digestAt, headerAt))) {
    throw new DamagedCheckpoint(
      `its ${bytes.length} bytes do not match its SHA-256, so it was cut short or altered`,
    );
  }
  const headerLength = bytes.readUInt32LE(8);
  const { header, lengths } = JSON.parse(body.toString('utf8', 0, headerLength)) as {
    header: unknown;
    lengths: Record<string, number[]>;
  };
  return { header, arrays: readArrays(body.subarray(headerLength), lengths) };
}

function checkPreamble(bytes: Buffer): void {
  if (bytes.toString('latin1', 0, 4) !== magic) {
    throw new DamagedCheckpoint(`it does not begin with ${magic}`);
  }
  const found = bytes.readUInt32LE(4);
  if (found !== version) {
    throw new DamagedCheckpoint(`its format version is ${found}, and this tool reads ${version}`);
  }
}

function readArrays(
  payload: Buffer,
  lengths: Record<string, number[]>,
): Record<string, Float32Array[]> {
  let offset = 0;
  const readArray = (length: number): Float32Array => {
    const array = new Float32Array(length);
    payload.copy(bytesOf(array), 0, offset, offset + array.byteLength);
    offset += array.byteLength;
    return array;
  };
  return Object.fromEntries(
    Object.entries(lengths).map(([name, list]) => [name, list.map(readArray)]),
  );
}

function bytesOf(array: Float32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function digest(parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
