import type { Board, FlashMethod } from '../data/board-schema.js';
import { binImage } from './bin.js';
import type { Segment } from './elf-segments.js';
import { intelHexImage } from './intel-hex.js';
import { uf2Image } from './uf2.js';

/** A file that some tool takes in place of the linked program. */
export interface ImageFormat {
  /** The file's ending. */
  readonly name: 'bin' | 'hex' | 'uf2';
  /** Whether a board has use for it. */
  serves(board: Board): boolean;
  render(segments: readonly Segment[], board: Board): Uint8Array | string;
}

/** Every format; adding one is a file and an entry here. */
export const imageFormats: readonly ImageFormat[] = [
  { name: 'bin', serves: ({ flash }) => flash !== undefined, render: binImage },
  { name: 'hex', serves: ({ flash }) => flash !== undefined, render: intelHexImage },
  {
    name: 'uf2',
    serves: (board) => uf2Method(board) !== undefined,
    render: (segments, board) => uf2Image(segments, uf2Method(board)!.family),
  },
];

function uf2Method({ flash }: Board): Extract<FlashMethod, { method: 'uf2' }> | undefined {
  return flash?.methods.find((method) => method.method === 'uf2');
}
