import {
  findTensor,
  packCodes,
  preprocess,
  runModel,
  type CodeTensor,
  type Model,
} from '../../codegen/index.js';
import { interrupted, profileRunFailed } from '../errors.js';
import type { Transport } from '../link/transport.js';
import type { Mismatch } from '../validate/report.js';
import { compareOutputs } from '../validate/run-samples.js';

export interface RunOnceOptions {
  readonly model: Model;
  readonly input: Uint8Array;
  readonly transport: Transport;
  readonly signal?: AbortSignal | undefined;
}

/** The byte before a raw output; a frame, which tells of a fault, begins otherwise. */
const ANSWER = 'O'.charCodeAt(0);

/** A large network takes an emulator minutes. */
const PATIENCE_MS = 600_000;

/**
 * Gives the profiled program one input and compares the output with the reference. The program is not
 * waited for: what a terminal of QEMU's sends before it is opened is lost, but not what it is sent.
 *
 * @returns the first output that differs
 * @throws SB_PROFILE_RUN, SB_INTERRUPTED
 */
export async function runOnce(options: RunOnceOptions): Promise<Mismatch | undefined> {
  const { model, input, transport } = options;
  const codes = preprocess(model, input);
  const { bits } = findTensor(model, model.input.tensor) as CodeTensor;
  const receiver = new Receiver(options);
  try {
    await transport.write(Buffer.from(packCodes(codes, bits)));
    const expected = runModel(model, codes).get(model.output)!;
    await receiver.expect(ANSWER);
    const bytes = await receiver.take(expected.length * 4);
    return compareOutputs(0, expected, new Int32Array(Uint8Array.from(bytes).buffer));
  } finally {
    receiver.close();
  }
}

/** Bytes as they come; waiting ends for whatever reason nothing more can come. */
class Receiver {
  #pending: Buffer = Buffer.alloc(0);
  #failure: Error | undefined;
  #wake: () => void = () => {};
  readonly #timer: NodeJS.Timeout;

  constructor({ transport, signal }: RunOnceOptions) {
    transport.onData((bytes) => this.#receive(bytes));
    transport.onEnd((reason) => this.#fail(profileRunFailed(reason)));
    signal?.addEventListener('abort', () => this.#fail(interrupted(0, 1)), { once: true });
    const silence = profileRunFailed(`it was silent for ${PATIENCE_MS / 1000} s`);
    this.#timer = setTimeout(() => this.#fail(silence), PATIENCE_MS);
  }

  async expect(byte: number): Promise<void> {
    const [actual] = await this.take(1);
    if (actual !== byte) throw profileRunFailed(`it sent byte ${actual}, as of a fault`);
  }

  async take(count: number): Promise<Buffer> {
    while (this.#pending.length < count && !this.#failure) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    if (this.#pending.length < count) throw this.#failure!;
    const taken = this.#pending.subarray(0, count);
    this.#pending = this.#pending.subarray(count);
    return taken;
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #receive(bytes: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    this.#wake();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }
}
