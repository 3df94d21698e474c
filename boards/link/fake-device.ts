import { FrameDecoder } from './frame-decoder.js';
import { answerBit, encodeFrame, frameTypes, type Frame } from './frame.js';
import { refusalReasons } from './answers.js';
import { blockBytes } from './pending-input.js';
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

const LONGEST_PAYLOAD = 1026;
const ANSWERS_KEPT = 2;

const payloadLimits: Readonly<Record<number, { least: number; most: number }>> = {
  [frameTypes.hello]: { least: 0, most: 0 },
  [frameTypes.run]: { least: 4, most: 4 },
  [frameTypes.stats]: { least: 0, most: 0 },
  [frameTypes.load]: { least: 2, most: LONGEST_PAYLOAD },
};

/** What has come of an input; undefined where nothing came yet. */
interface LoadedInput {
  readonly sequence: number;
  readonly bytes: (number | undefined)[];
}

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
  readonly #answers = new Map<number, Buffer>();
  readonly #services = new Map<number, (request: Frame) => Frame | undefined>([
    [frameTypes.hello, (request) => this.#answerHello(request)],
    [frameTypes.run, (request) => this.#answerRun(request)],
    [frameTypes.stats, (request) => this.#answerStats(request)],
    [frameTypes.load, (request) => this.#answerLoad(request)],
  ]);
  #input: LoadedInput | undefined;
  #isGreeted = false;
  #inferences = 0;
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
    this.#answers.clear();
    this.#input = undefined;
    this.#isGreeted = false;
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

  #send(answer: Frame | undefined): void {
    if (!answer) return;
    const bytes = encodeFrame(answer);
    for (const chunk of this.#options.toHost?.(bytes) ?? [bytes]) this.#host(chunk);
  }

  #answer(request: Frame): Frame | undefined {
    const { type, sequence, payload } = request;
    const serve = this.#services.get(type);
    if (!serve) return refusal(sequence, refusalReasons.unknownType);
    const { least, most } = payloadLimits[type];
    if (payload.length < least || payload.length > most) {
      return refusal(sequence, refusalReasons.payloadLength);
    }
    if (!this.#isGreeted && type !== frameTypes.hello) {
      return refusal(sequence, refusalReasons.noHello);
    }
    return serve(request);
  }

  #answerHello({ sequence }: Frame): Frame {
    this.reset();
    this.#isGreeted = true;
    const { inputBytes, outputCount, modelHash } = this.#options;
    const numbers = words([2, inputBytes, outputCount, 25_000_000, 32, LONGEST_PAYLOAD, 4096]);
    return answer(frameTypes.hello, sequence, numbers, Buffer.from(modelHash, 'hex'));
  }

  #answerStats({ sequence }: Frame): Frame {
    return answer(frameTypes.stats, sequence, words([1024, 100, 0, 0, this.#inferences]));
  }

  #answerLoad({ sequence, payload }: Frame): Frame | undefined {
    const end = payload.readUInt16LE(0) * blockBytes + payload.length - 2;
    if (end > this.#options.inputBytes) return refusal(sequence, refusalReasons.payloadLength);
    if (payload.length > 2 && !this.#answers.has(sequence)) {
      if (this.#input?.sequence !== sequence) this.#input = this.#emptyInput(sequence);
      const from = payload.readUInt16LE(0) * blockBytes;
      for (const [at, byte] of payload.subarray(2).entries()) this.#input.bytes[from + at] = byte;
    }
    return payload.length > 2 ? undefined : this.#missing(sequence);
  }

  #answerRun({ sequence, payload }: Frame): Frame {
    const from = payload.readUInt16LE(0);
    const end = from + payload.readUInt16LE(2);
    if (end > 4 + 4 * this.#options.outputCount) {
      return refusal(sequence, refusalReasons.payloadLength);
    }
    const input = this.#input;
    if (!this.#answers.has(sequence)) {
      if (input?.sequence !== sequence || input.bytes.includes(undefined)) {
        return this.#missing(sequence);
      }
      this.#keep(sequence, this.#run(Buffer.from(input.bytes as number[])));
    }
    const part = this.#answers.get(sequence)!.subarray(from, end);
    return answer(frameTypes.run, sequence, payload.subarray(0, 2), part);
  }

  #keep(sequence: number, bytes: Buffer): void {
    const [oldest] = this.#answers.keys();
    if (this.#answers.size === ANSWERS_KEPT) this.#answers.delete(oldest);
    this.#answers.set(sequence, bytes);
    this.#input = undefined;
  }

  #missing(sequence: number): Frame {
    const known = this.#input?.sequence === sequence ? this.#input : this.#emptyInput(sequence);
    const blocks = Math.ceil(this.#options.inputBytes / blockBytes);
    const has = (block: number): boolean =>
      this.#answers.has(sequence) || known.bytes[block * blockBytes] !== undefined;
    const all = Array.from({ length: blocks }, (_, block) => block);
    const first = all.find((block) => !has(block)) ?? blocks;
    const mask = Buffer.alloc(32);
    for (const block of all.slice(first + 1, first + 257).filter(has)) {
      const bit = block - first - 1;
      mask[bit >> 3] |= 1 << (bit & 7);
    }
    const used = mask.length - [...mask].reverse().findIndex(Boolean);
    return answer(
      frameTypes.load,
      sequence,
      Buffer.of(first & 255, first >> 8),
      mask.some(Boolean) ? mask.subarray(0, used) : Buffer.alloc(0),
    );
  }

  #emptyInput(sequence: number): LoadedInput {
    return { sequence, bytes: new Array<undefined>(this.#options.inputBytes).fill(undefined) };
  }

  #run(input: Buffer): Buffer {
    this.#inferences++;
    return Buffer.concat([words([640]), words([...this.#options.infer(input)])]);
  }
}

function answer(type: number, sequence: number, ...payload: readonly Buffer[]): Frame {
  return { type: type | answerBit, sequence, payload: Buffer.concat(payload) };
}

function refusal(sequence: number, reason: number): Frame {
  return { type: frameTypes.error, sequence, payload: words([reason]) };
}

function words(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeInt32LE(value | 0, index * 4));
  return bytes;
}
