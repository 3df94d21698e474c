const DIRECTORY_END = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const directoryEndBytes = 22;
const entryBytes = 46;

/**
 * The CRC-32 that a zip archive's central directory states for each of its files, by name.
 *
 * Source: PKWARE, "APPNOTE.TXT, .ZIP File Format Specification" 6.3, sections 4.3.12 and 4.3.16.
 *
 * @param archive one that has been unpacked already, so that its directory is there
 */
export function statedChecksums(archive: Buffer): Map<string, number> {
  const checksums = new Map<string, number>();
  let at = archive.readUInt32LE(findDirectoryEnd(archive) + 16);
  while (archive.readUInt32LE(at) === DIRECTORY_ENTRY) {
    const nameBytes = archive.readUInt16LE(at + 28);
    const nameEnd = at + entryBytes + nameBytes;
    const name = archive.toString('utf8', at + entryBytes, nameEnd);
    checksums.set(name, archive.readUInt32LE(at + 16));
    at = nameEnd + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return checksums;
}

/** Searched from the end, because a comment of any length may follow. */
function findDirectoryEnd(archive: Buffer): number {
  let at = archive.length - directoryEndBytes;
  while (archive.readUInt32LE(at) !== DIRECTORY_END) at -= 1;
  return at;
}
