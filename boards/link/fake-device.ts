import { FrameDecoder } from './frame-decoder.js';
import { answerBit, encodeFrame, frameTypes, type Frame } from './frame.js';
import { refusalReasons } from './answers.js';
import type { Transport } from './transport.js';

/** What happens to bytes on the way: given a chunk, the chunks that arrive instead. */
export type Fault = (bytes: Buffer) => readonly Buffer[];

export interface FakeDeviceOptions {
  readonly modelHash: string;
  readonly inputBytes: number;
  readonly outputCount: number;
  /** Computes one inference; called once for every inference that the device really runs. */
  readonly infer: (input: Buffer) => Int32Array;
  readonly toDevice?: Fault;
  readonly toHost?: Fault;
}

const { error: errorType, ...requestTypes } = frameTypes;

/** Silence after which a frame that was begun is dropped; shorter than the tests' time-outs. */
const IDLE_MS = 2;

/**
 * A device in memory that speaks `PROTOCOL.md`: the same tests run on it, on an emulator and on
 * hardware, and faults can be injected on both ways.
 */
export class FakeDevice implements Transport {
  readonly #options: FakeDeviceOptions;
  readonly #decoder = new FrameDecoder();
  #host: (bytes: Buffer) => void = () => {};
  #end: (reason: string) => void = () => {};
  #last: Frame | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: FakeDeviceOptions) {
    this.#options = options;
  }

  write(bytes: Buffer): Promise<void> {
    // A frame whose length was corrupted would swallow the ones behind it.
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#decoder.reset(), IDLE_MS);
    for (const chunk of this.#options.toDevice?.(bytes) ?? [bytes]) {
      this.#take(chunk);
    }
    return Promise.resolve();
  }

  onData(listener: (bytes: Buffer) => void): void {
    this.#host = listener;
  }

  onEnd(listener: (reason: string) => void): void {
    this.#end = listener;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Loses everything that the device remembers, as a reset does. */
  reset(): void {
    this.#last = undefined;
    this.#decoder.reset();
  }

  /** Breaks the line. */
  vanish(reason: string): void {
    this.#end(reason);
  }

  /** Sends bytes that nobody asked for. */
  babble(bytes: Buffer): void {
    this.#host(bytes);
  }

  #take(chunk: Buffer): void {
    const { wrongChecksums } = this.#decoder;
    for (const frame of this.#decoder.push(chunk)) {
      setImmediate(() => this.#send(this.#answer(frame)));
    }
    if (this.#decoder.wrongChecksums > wrongChecksums) {
      setImmediate(() => this.#send(refusal(0, refusalReasons.checksum)));
    }
  }

  #send(answer: Frame): void {
    const bytes = encodeFrame(answer);
    for (const chunk of this.#options.toHost?.(bytes) ?? [bytes]) this.#host(chunk);
  }

  #answer(request: Frame): Frame {
    const { type, sequence, payload } = request;
    const known = Object.values<number>(requestTypes).includes(type);
    if (!known) return refusal(sequence, refusalReasons.unknownType);
    const expectedBytes = type === requestTypes.run ? this.#options.inputBytes : 0;
    if (payload.length !== expectedBytes) return refusal(sequence, refusalReasons.payloadLength);
    if (type === requestTypes.run) return this.#answerRun(request);
    this.#last = undefined;
    const body = type === requestTypes.hello ? this.#identity() : words([1024, 100, 0, 0]);
    return { type: type | answerBit, sequence, payload: body };
  }

  #answerRun({ type, sequence, payload }: Frame): Frame {
    if (this.#last?.sequence !== sequence) {
      this.#last = { type: type | answerBit, sequence, payload: this.#run(payload) };
    }
    return this.#last;
  }

  #identity(): Buffer {
    const { inputBytes, outputCount, modelHash } = this.#options;
    const numbers = words([1, inputBytes, outputCount, 25_000_000, 32]);
    return Buffer.concat([numbers, Buffer.from(modelHash, 'hex')]);
  }

  #run(input: Buffer): Buffer {
    return Buffer.concat([words([640]), words([...this.#options.infer(input)])]);
  }
}

function refusal(sequence: number, reason: number): Frame {
  return { type: errorType, sequence, payload: words([reason]) };
}

function words(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeInt32LE(value | 0, index * 4));
  return bytes;
}
