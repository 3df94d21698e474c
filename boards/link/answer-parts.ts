/** An answer that is fetched part by part; each part says where it belongs. */
export class AnswerParts {
  readonly #bytes: Buffer;
  #received = 0;

  constructor(length: number) {
    this.#bytes = Buffer.alloc(length);
  }

  get isWhole(): boolean {
    return this.#received === this.#bytes.length;
  }

  /** Where the next part begins. */
  get from(): number {
    return this.#received;
  }

  /** How long the next part is, if it may be so long. */
  next(longest: number): number {
    return Math.min(longest, this.#bytes.length - this.#received);
  }

  /** Takes a part's payload, u16 where it begins and its bytes; false where it is not the next. */
  take(payload: Buffer): boolean {
    const part = payload.subarray(2);
    if (payload.readUInt16LE(0) !== this.#received || part.length > this.next(part.length)) {
      return false;
    }
    part.copy(this.#bytes, this.#received);
    this.#received += part.length;
    return true;
  }

  get bytes(): Buffer {
    return this.#bytes;
  }
}
