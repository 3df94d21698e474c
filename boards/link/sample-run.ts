import { AnswerParts } from './answer-parts.js';
import { decodeMissing, type DeviceIdentity } from './answers.js';
import { answerBit, encodeFrame, frameTypes, overheadBytes, type Frame } from './frame.js';
import type { LineQuality } from './line-quality.js';
import { PendingInput, type Piece } from './pending-input.js';

/** Bytes that are sent before the device is asked what has come of them. */
const windowBytes = 4096;

/** Stands before a piece of an input and before a part of an answer. */
const headBytes = 2;
const runBytes = overheadBytes + 4;

/** Longest part of an answer, if the line is sound. */
const longestPart = 32_766;

export interface SampleRunOptions {
  readonly input: Uint8Array;
  /** 1 … 255. */
  readonly sequence: number;
  readonly identity: DeviceIdentity;
  readonly quality: LineQuality;
  /** Whether to wait until the input is there before the inference is asked for, to time both. */
  readonly isTimed?: boolean | undefined;
}

/** One inference on its way: sends what the device lacks and asks for what the host lacks. */
export class SampleRun {
  readonly sequence: number;
  readonly #input: PendingInput;
  readonly #answer: AnswerParts;
  readonly #quality: LineQuality;
  readonly #longestPiece: number;
  /** Pieces whose fate is not known. */
  #underWay: readonly Piece[] = [];
  /** Whether the device said, or it is clear, that pieces have to be sent. */
  #lacksInput = true;

  readonly #isTimed: boolean;

  constructor({ input, sequence, identity, quality, isTimed = false }: SampleRunOptions) {
    this.#isTimed = isTimed;
    this.sequence = sequence;
    this.#input = new PendingInput(input);
    this.#answer = new AnswerParts(4 + 4 * identity.outputCount);
    this.#quality = quality;
    this.#longestPiece = identity.longestPayload - headBytes;
  }

  /** The whole answer, once it is there. */
  get answer(): Buffer | undefined {
    return this.#answer.isWhole ? this.#answer.bytes : undefined;
  }

  /** Whether the device has said that the input is there. */
  get isLoaded(): boolean {
    return this.#input.missingBlocks === 0;
  }

  /** Grows with all that comes forward. */
  get progress(): number {
    return this.#answer.from - this.#input.missingBlocks;
  }

  /** Bytes that answer a burst. */
  get answerBytes(): number {
    return overheadBytes + headBytes + this.#partBytes();
  }

  /** What to send next: the pieces that are lacking, and a request that tells what came of them. */
  burst(): Buffer {
    if (this.#lacksInput) this.#underWay = this.#input.pieces(this.#limits());
    const pieces = this.#lacksInput ? this.#underWay : [];
    this.#lacksInput = false;
    const request = this.#isTimed && !this.isLoaded ? this.#question() : this.#run();
    return Buffer.concat([...pieces.map((piece) => this.#load(piece)), request]);
  }

  accepts({ type, sequence }: Frame): boolean {
    const { run, load } = frameTypes;
    return (
      sequence === this.sequence && (type === (run | answerBit) || type === (load | answerBit))
    );
  }

  /** Takes an answer that `accepts` let pass; returns how many pieces must be sent again. */
  take({ type, payload }: Frame): number {
    if (type !== (frameTypes.run | answerBit)) return this.#takeMissing(payload);
    this.#takePart(payload);
    return 0;
  }

  /** Takes note that an answer came in pieces. */
  takeGarbled(): void {
    this.#quality.record(this.#partBytes(), false);
  }

  #takePart(payload: Buffer): void {
    if (!this.#answer.take(payload)) return;
    for (const { bytes } of this.#underWay) this.#quality.record(bytes.length, true);
    this.#underWay = [];
    this.#quality.record(payload.length - headBytes, true);
  }

  #takeMissing(payload: Buffer): number {
    this.#input.update(decodeMissing(payload));
    const sent = this.#underWay;
    for (const piece of sent) this.#quality.record(piece.bytes.length, this.#input.has(piece));
    this.#underWay = [];
    this.#lacksInput = true;
    return sent.filter((piece) => !this.#input.has(piece)).length;
  }

  #limits(): { pieceBytes: number; totalBytes: number } {
    const pieceBytes = this.#quality.carriedBytes(this.#longestPiece);
    const share = pieceBytes / (pieceBytes + overheadBytes + headBytes);
    return { pieceBytes, totalBytes: Math.floor((windowBytes - runBytes) * share) };
  }

  #partBytes(): number {
    return this.#answer.next(this.#quality.carriedBytes(longestPart));
  }

  #load({ firstBlock, bytes }: Piece): Buffer {
    const head = Buffer.alloc(headBytes);
    head.writeUInt16LE(firstBlock);
    const payload = Buffer.concat([head, bytes]);
    return encodeFrame({ type: frameTypes.load, sequence: this.sequence, payload });
  }

  #question(): Buffer {
    return this.#load({ firstBlock: 0, blocks: 0, bytes: Buffer.alloc(0) });
  }

  #run(): Buffer {
    const payload = Buffer.alloc(4);
    payload.writeUInt16LE(this.#answer.from, 0);
    payload.writeUInt16LE(this.#partBytes(), 2);
    return encodeFrame({ type: frameTypes.run, sequence: this.sequence, payload });
  }
}
