import {
  checksumBytes,
  frameChecksum,
  frameStart,
  headerCheck,
  headerBytes,
  largestPayload,
  type Frame,
} from './frame.js';

/**
 * Finds frames in a stream of bytes. Noise between frames is skipped; where a frame's length or
 * checksum is wrong, the search goes on behind its start, so that a true frame inside is found.
 */
export class FrameDecoder {
  readonly #onNoise: ((bytes: Buffer) => void) | undefined;
  #pending: Buffer = Buffer.alloc(0);
  #noiseBytes = 0;
  #wrongChecksums = 0;

  /** @param onNoise told the bytes that belong to no frame, in their order among the frames */
  constructor(onNoise?: (bytes: Buffer) => void) {
    this.#onNoise = onNoise;
  }

  /** What looked like a frame so far but had a wrong checksum. */
  get wrongChecksums(): number {
    return this.#wrongChecksums;
  }

  /** Bytes skipped so far because they belong to no valid frame. */
  get noiseBytes(): number {
    return this.#noiseBytes;
  }

  /** Takes the next bytes and gives the frames that are now complete. */
  push(bytes: Buffer): Frame[] {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    const frames: Frame[] = [];
    for (let frame = this.#next(); frame; frame = this.#next()) frames.push(frame);
    return frames;
  }

  /** Forgets a frame that was begun, as when its rest will not come. */
  reset(): void {
    this.#skip(this.#pending.length);
  }

  #next(): Frame | undefined {
    while (this.#seekStart()) {
      if (this.#pending.length < headerBytes) return undefined;
      const length = this.#pending.readUInt16LE(4);
      const total = headerBytes + length + checksumBytes;
      if (this.#pending[6] !== headerCheck(this.#pending)) this.#wrongChecksums++;
      else if (length <= largestPayload) {
        if (this.#pending.length < total) return undefined;
        const bytes = this.#pending.subarray(0, total);
        if (bytes.readUInt32LE(headerBytes + length) === frameChecksum(bytes)) {
          this.#pending = this.#pending.subarray(total);
          return decode(bytes, length);
        }
        this.#wrongChecksums++;
      }
      this.#skip(1);
    }
    return undefined;
  }

  /** Brings the pending bytes to the next start, or to what may become one. */
  #seekStart(): boolean {
    const at = this.#pending.indexOf(frameStart);
    if (at >= 0) {
      this.#skip(at);
      return true;
    }
    const mayBegin = this.#pending.at(-1) === frameStart[0] ? 1 : 0;
    this.#skip(this.#pending.length - mayBegin);
    return false;
  }

  #skip(count: number): void {
    if (count > 0) this.#onNoise?.(this.#pending.subarray(0, count));
    this.#noiseBytes += count;
    this.#pending = this.#pending.subarray(count);
  }
}

function decode(bytes: Buffer, length: number): Frame {
  return {
    type: bytes.readUInt8(2),
    sequence: bytes.readUInt8(3),
    payload: Buffer.from(bytes.subarray(headerBytes, headerBytes + length)),
  };
}
