import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** A volume that a UF2 boot program shows. */
export interface Uf2Volume {
  readonly folder: string;
  /** What its INFO_UF2.TXT says: `RPI-RP2`. */
  readonly boardId: string;
}

/** Where the volume of a boot program is mounted that calls itself so. */
export async function findUf2Volume(boardId: string): Promise<string | undefined> {
  return (await listUf2Volumes()).find((volume) => volume.boardId === boardId)?.folder;
}

/**
 * Every mounted UF2 volume.
 *
 * @param folders where to look; default: every mount point of this machine
 */
export async function listUf2Volumes(folders?: readonly string[]): Promise<Uf2Volume[]> {
  const looked = await Promise.all(
    (folders ?? (await mountPoints())).map(async (folder) => ({
      folder,
      boardId: await readBoardId(folder),
    })),
  );
  return looked.filter((volume): volume is Uf2Volume => volume.boardId !== undefined);
}

/** Whether a folder is the volume of a boot program that calls itself so. */
export async function isUf2Volume(folder: string, boardId: string): Promise<boolean> {
  return (await readBoardId(folder)) === boardId;
}

async function readBoardId(folder: string): Promise<string | undefined> {
  try {
    const info = await readFile(path.join(folder, 'INFO_UF2.TXT'), 'utf8');
    return /^Board-ID:\s*(\S+)/im.exec(info)?.[1];
  } catch {
    return undefined;
  }
}

/** Of Linux from its table of mounts, where spaces are octal; of macOS from its one folder. */
async function mountPoints(): Promise<string[]> {
  if (process.platform === 'darwin') {
    return (await readdir('/Volumes')).map((name) => path.join('/Volumes', name));
  }
  const table = await readFile('/proc/mounts', 'utf8').catch(() => '');
  return table
    .split('\n')
    .filter((line) => /^\/dev\//.test(line))
    .map((line) => line.split(' ')[1].replace(/\\(\d{3})/g, decodeOctal));
}

function decodeOctal(_: string, digits: string): string {
  return String.fromCharCode(Number.parseInt(digits, 8));
}
