import {
  deviceFault,
  deviceGarbage,
  deviceRefused,
  deviceSilent,
  deviceVanished,
} from '../errors.js';
import {
  decodeError,
  decodeIdentity,
  decodeRun,
  decodeStatistics,
  refusalReasons,
  type DeviceIdentity,
  type DeviceStatistics,
  type RunAnswer,
} from './answers.js';
import { FrameDecoder } from './frame-decoder.js';
import { answerBit, encodeFrame, frameTypes, type Frame } from './frame.js';
import type { Transport } from './transport.js';

export interface DeviceClientOptions {
  /** How long one HELLO waits; it is said again until `patienceMs` is over. */
  readonly helloIntervalMs?: number;
  /** How long an answer may take before the request is sent again. */
  readonly answerTimeoutMs?: number;
  /** How long a device may be silent at all. */
  readonly patienceMs?: number;
}

interface Request {
  readonly type: number;
  readonly sequence: number;
  readonly payload: Buffer;
  /** For errors: `to HELLO`, `to sample 17`. */
  readonly context: string;
  readonly intervalMs: number;
}

type Outcome = Frame | 'again' | 'timeout';

/**
 * The host's end of the device link: one request at a time, sent again on error, silence or garbage
 * until it is answered. `PROTOCOL.md` says why nothing is lost and nothing counted twice.
 */
export class DeviceClient {
  readonly #transport: Transport;
  readonly #decoder = new FrameDecoder();
  readonly #options: Required<DeviceClientOptions>;
  #sequence = 0;
  #resentFrames = 0;
  #endReason: string | undefined;
  #settle: ((outcome: Outcome) => void) | undefined;
  #expected: Request | undefined;

  constructor(transport: Transport, options: DeviceClientOptions = {}) {
    this.#transport = transport;
    this.#options = { helloIntervalMs: 250, answerTimeoutMs: 5000, patienceMs: 30_000, ...options };
    transport.onData((bytes) => this.#receive(bytes));
    transport.onEnd((reason) => this.#end(reason));
  }

  /** Requests that had to be sent again so far; HELLO, which waits for the boot, is not counted. */
  get resentFrames(): number {
    return this.#resentFrames;
  }

  /**
   * Says HELLO until the device answers, since it may still boot.
   *
   * @throws SB_DEVICE_SILENT, SB_DEVICE_GARBAGE, SB_DEVICE_VANISHED, SB_DEVICE_REFUSED
   */
  async hello(): Promise<DeviceIdentity> {
    const intervalMs = this.#options.helloIntervalMs;
    this.#sequence = 0;
    const answer = await this.#request({
      type: frameTypes.hello,
      sequence: 0,
      payload: Buffer.alloc(0),
      context: 'to HELLO',
      intervalMs,
    });
    return decodeIdentity(answer);
  }

  /**
   * Runs one inference.
   *
   * @param input packed input codes
   * @param label names the sample in errors, as in `sample 17`
   */
  async run(input: Uint8Array, label: string): Promise<RunAnswer> {
    return decodeRun(await this.#next(frameTypes.run, Buffer.from(input), `to ${label}`));
  }

  async statistics(): Promise<DeviceStatistics> {
    return decodeStatistics(await this.#next(frameTypes.stats, Buffer.alloc(0), 'to STATS'));
  }

  /** Ends the request that is under way, and all later ones, because nobody wants their answer. */
  abandon(): void {
    this.#end('given up');
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  #end(reason: string): void {
    this.#endReason ??= reason;
    this.#settle?.('timeout');
  }

  #next(type: number, payload: Buffer, context: string): Promise<Buffer> {
    this.#sequence = (this.#sequence % 255) + 1;
    const intervalMs = this.#options.answerTimeoutMs;
    return this.#request({ type, sequence: this.#sequence, payload, context, intervalMs });
  }

  async #request(request: Request): Promise<Buffer> {
    const bytes = encodeFrame(request);
    const noiseBefore = this.#decoder.noiseBytes;
    const deadline = Date.now() + this.#options.patienceMs;
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#attempt(request, bytes);
      if (this.#endReason !== undefined) throw deviceVanished(request.context, this.#endReason);
      if (outcome !== 'again' && outcome !== 'timeout') {
        return checkAnswer(outcome, request.context);
      }
      if (Date.now() >= deadline) {
        const noise = this.#decoder.noiseBytes - noiseBefore;
        if (noise > 0) throw deviceGarbage(request.context, noise);
        throw deviceSilent(request.context, attempt);
      }
      if (request.type !== frameTypes.hello) this.#resentFrames++;
      this.#decoder.reset();
    }
  }

  /** Sends once and waits for an answer, an error frame, the line's end or the time-out. */
  async #attempt(request: Request, bytes: Buffer): Promise<Outcome> {
    if (this.#endReason !== undefined) return 'timeout';
    let timer: NodeJS.Timeout | undefined;
    const outcome = new Promise<Outcome>((resolve) => {
      this.#settle = resolve;
      this.#expected = request;
      timer = setTimeout(resolve, request.intervalMs, 'timeout');
    });
    void this.#transport.write(bytes);
    const result = await outcome;
    clearTimeout(timer);
    this.#settle = undefined;
    return result;
  }

  #receive(bytes: Buffer): void {
    for (const frame of this.#decoder.push(bytes)) this.#take(frame);
  }

  /** Late answers to requests that were answered already carry another number and are dropped. */
  #take(frame: Frame): void {
    if (!this.#expected) return;
    const { type, sequence } = this.#expected;
    if (frame.type === (type | answerBit) && frame.sequence === sequence) this.#settle?.(frame);
    if (frame.type === frameTypes.error) {
      const { reason } = decodeError(frame.payload);
      this.#settle?.(reason === refusalReasons.checksum ? 'again' : frame);
    }
  }
}

function checkAnswer({ type, payload }: Frame, context: string): Buffer {
  if (type !== frameTypes.error) return payload;
  const { reason, registers, words } = decodeError(payload);
  if (reason === refusalReasons.fault) throw deviceFault(context, registers);
  throw deviceRefused(context, words);
}
