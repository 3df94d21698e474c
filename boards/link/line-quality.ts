import { overheadBytes } from './frame.js';
import { blockBytes } from './pending-input.js';

/** What stands before the bytes of a piece or of a part, besides the frame. */
const headBytes = 2;

/** How much of the past counts when one more frame is recorded. */
const memory = 0.98;

/** Bytes on the line that cost no payload: what a frame is made of besides. */
const lostPerFrame = overheadBytes + headBytes;

/**
 * Guesses from the fate of frames how often the line alters a byte, and chooses how much a frame
 * should carry. Of frames with k bytes and h besides, at an error rate r, a share
 * k / (k + h) · exp(−r·(k + h)) of the line is of use. It is greatest where k·(k + h) = h / r.
 */
export class LineQuality {
  #bytes = 0;
  #altered = 0;

  /** Takes note of a frame that arrived, or was asked for once more because it did not. */
  record(payloadBytes: number, arrived: boolean): void {
    this.#bytes = memory * this.#bytes + payloadBytes + lostPerFrame;
    this.#altered = memory * this.#altered + (arrived ? 0 : 1);
  }

  /** Altered bytes of all bytes. */
  get errorRate(): number {
    return this.#bytes === 0 ? 0 : this.#altered / this.#bytes;
  }

  /** Bytes that a frame should carry: some whole blocks, `longest` where the line is sound. */
  carriedBytes(longest: number): number {
    const rate = this.errorRate;
    if (rate === 0) return longest;
    const best = (Math.sqrt(lostPerFrame ** 2 + (4 * lostPerFrame) / rate) - lostPerFrame) / 2;
    const blocks = Math.max(1, Math.round(best / blockBytes));
    return Math.min(longest, blocks * blockBytes);
  }
}
