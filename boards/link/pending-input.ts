import type { MissingBlocks } from './answers.js';

/** Inputs are counted in blocks of so many bytes; the last may be shorter. */
export const blockBytes = 16;

/** The device tells of so many blocks behind the first that it lacks. */
const toldBlocks = 256;

/** Some whole blocks of an input, to be sent in one LOAD. */
export interface Piece {
  readonly firstBlock: number;
  readonly blocks: number;
  readonly bytes: Buffer;
}

export interface PieceLimits {
  readonly pieceBytes: number;
  /** Bytes of input in all pieces together. */
  readonly totalBytes: number;
}

/** The input of one sample on its way: what the device has of it, as far as the host knows. */
export class PendingInput {
  readonly #input: Buffer;
  readonly #present: Uint8Array;

  constructor(input: Uint8Array) {
    this.#input = Buffer.from(input);
    this.#present = new Uint8Array(Math.ceil(input.length / blockBytes));
  }

  get missingBlocks(): number {
    return this.#present.reduce((count, present) => count + 1 - present, 0);
  }

  /** Believes what the device says of its blocks. */
  update({ first, present }: MissingBlocks): void {
    this.#present.fill(0).fill(1, 0, first);
    for (const block of present) this.#present[block] = 1;
  }

  has({ firstBlock, blocks }: Piece): boolean {
    return this.#present.subarray(firstBlock, firstBlock + blocks).every(Boolean);
  }

  /** The first pieces of what is missing; not so far ahead that the device could not tell of them. */
  pieces({ pieceBytes, totalBytes }: PieceLimits): Piece[] {
    const pieces: Piece[] = [];
    const pieceBlocks = Math.max(1, Math.floor(pieceBytes / blockBytes));
    let from = this.#seek(0, 0);
    const end = Math.min(this.#present.length, from + toldBlocks);
    for (let left = totalBytes; from < end && left >= blockBytes; from = this.#seek(from, 0)) {
      const most = Math.min(end - from, pieceBlocks, Math.floor(left / blockBytes));
      const to = Math.min(this.#seek(from, 1), from + most);
      pieces.push(this.#piece(from, to));
      left -= blockBytes * (to - from);
      from = to;
    }
    return pieces;
  }

  /** The first block from there on that is present (1) or missing (0), or the end. */
  #seek(from: number, present: 0 | 1): number {
    const at = this.#present.indexOf(present, from);
    return at < 0 ? this.#present.length : at;
  }

  #piece(from: number, to: number): Piece {
    const bytes = this.#input.subarray(from * blockBytes, to * blockBytes);
    return { firstBlock: from, blocks: to - from, bytes };
  }
}
