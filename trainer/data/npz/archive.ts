import { crc32 } from 'node:zlib';
import { unzipSync } from 'fflate';
import { dataFileInvalid } from '../errors.js';
import { readDataFile } from '../read-file.js';
import { statedChecksums } from './checksums.js';
import { parseNpy, type NpyArray } from './npy.js';

/**
 * Reads arrays of a `.npz` file, which is a zip archive of `.npy` files; others are not unpacked.
 *
 * @throws SB_DATA_MISSING, SB_DATA_UNREADABLE, SB_DATA_INVALID naming what is missing or damaged
 */
export function readArrays<Name extends string>(
  file: string,
  names: readonly Name[],
): Record<Name, NpyArray> {
  const { entries, unpacked } = unpack(file, names);
  const arrays = names.map((name) => {
    const bytes = unpacked[`${name}.npy`] as Uint8Array | undefined;
    if (bytes) return [name, parseNpy(`${file}: ${name}`, asBuffer(bytes))];
    throw dataFileInvalid(file, `it holds no array ${name}, only ${entries.join(', ')}`);
  });
  return Object.fromEntries(arrays) as Record<Name, NpyArray>;
}

function unpack(file: string, names: readonly string[]) {
  const { bytes } = readDataFile(file);
  const entries: string[] = [];
  const filter = ({ name }: { name: string }): boolean => {
    entries.push(name);
    return names.some((wanted) => name === `${wanted}.npy`);
  };
  try {
    const unpacked = unzipSync(bytes, { filter });
    checkIntegrity(unpacked, statedChecksums(bytes));
    return { unpacked, entries };
  } catch (error) {
    throw dataFileInvalid(file, `it is no whole zip archive (${(error as Error).message})`);
  }
}

/** The library that unpacks does not compare checksums, and altered pixels show in no other way. */
function checkIntegrity(
  unpacked: Record<string, Uint8Array>,
  checksums: ReadonlyMap<string, number>,
): void {
  for (const [name, content] of Object.entries(unpacked)) {
    if (crc32(content) !== checksums.get(name)) throw new Error(`${name} fails its checksum`);
  }
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
