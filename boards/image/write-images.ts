import { readFile, writeFile } from 'node:fs/promises';
import type { Board } from '../data/board-schema.js';
import { elfSegments } from './elf-segments.js';
import { imageFormats } from './formats.js';

/**
 * Writes a linked program in every other form that some tool for the board takes, beside it:
 * `firmware.elf` becomes `firmware.bin`, `firmware.hex` and `firmware.uf2`. The same program gives the
 * same bytes.
 *
 * @returns paths of the files; none for a board that is not flashed
 * @throws SB_PROGRAM_DAMAGED
 */
export async function writeImages(program: string, board: Board): Promise<string[]> {
  const formats = imageFormats.filter((format) => format.serves(board));
  if (formats.length === 0) return [];
  const segments = elfSegments(await readFile(program), program);
  return Promise.all(
    formats.map(async (format) => {
      const file = `${program.replace(/\.elf$/, '')}.${format.name}`;
      await writeFile(file, format.render(segments, board));
      return file;
    }),
  );
}
