import { deviceFault, deviceRefused } from '../errors.js';
import { decodeError, refusalReasons } from './answers.js';
import { FrameDecoder } from './frame-decoder.js';
import { frameTypes, type Frame } from './frame.js';
import type { Transport } from './transport.js';

/** Bytes to be sent and the answers that settle them. */
export interface Burst {
  readonly bytes: Buffer;
  readonly sequence: number;
  /** Whether a frame is an answer; late answers to other requests are none. */
  readonly accepts: (frame: Frame) => boolean;
  readonly waitMs: number;
  /** For errors: `to HELLO`, `to sample 17`. */
  readonly context: string;
}

/** Besides an answer: nothing came, something came that is no frame, or the device was reset. */
export type Outcome = Frame | 'silence' | 'garbled' | 'reset';

/** Sends a burst and waits for what becomes of it, on a line that may alter and lose anything. */
export class Exchange {
  readonly #transport: Transport;
  readonly #quietMs: number;
  readonly #decoder = new FrameDecoder();
  #endReason: string | undefined;
  #burst: Burst | undefined;
  #settle: (outcome: Outcome) => void = () => {};
  #timer: NodeJS.Timeout | undefined;

  /** @param quietMs after bytes that make no frame the answer is waited for no longer than this */
  constructor(transport: Transport, quietMs: number) {
    this.#transport = transport;
    this.#quietMs = quietMs;
    transport.onData((bytes) => this.#receive(bytes));
    transport.onEnd((reason) => this.end(reason));
  }

  /** Why there can be no answer any more, if so. */
  get endReason(): string | undefined {
    return this.#endReason;
  }

  /** Bytes received so far that belong to no frame. */
  get noiseBytes(): number {
    return this.#decoder.noiseBytes;
  }

  /** Ends what is under way, and all later exchanges. */
  end(reason: string): void {
    this.#endReason ??= reason;
    this.#settle('silence');
  }

  /** @throws SB_DEVICE_FAULT, SB_DEVICE_REFUSED */
  async send(burst: Burst): Promise<Outcome> {
    if (this.#endReason !== undefined) return 'silence';
    const settled = new Promise<Outcome>((resolve) => {
      this.#settle = resolve;
      this.#burst = burst;
      this.#timer = setTimeout(resolve, burst.waitMs, 'silence');
    });
    void this.#transport.write(burst.bytes);
    const outcome = await settled;
    clearTimeout(this.#timer);
    this.#burst = undefined;
    // The rest of a frame that was begun will not come.
    if (outcome === 'silence') this.#decoder.reset();
    if (typeof outcome === 'object' && outcome.type === frameTypes.error) refuse(outcome, burst);
    return outcome;
  }

  #receive(bytes: Buffer): void {
    const { noiseBytes, wrongChecksums } = this.#decoder;
    for (const frame of this.#decoder.push(bytes)) this.#take(frame);
    if (this.#decoder.wrongChecksums > wrongChecksums) this.#settle('garbled');
    else if (this.#decoder.noiseBytes > noiseBytes) this.#hurry();
  }

  #take(frame: Frame): void {
    if (!this.#burst) return;
    if (frame.type === frameTypes.error) this.#takeError(frame, this.#burst);
    else if (this.#burst.accepts(frame)) this.#settle(frame);
  }

  /**
   * Of several frames of a burst one may have been altered; the answer to the others comes yet. What
   * a device that was reset says to requests before its HELLO may come while HELLO is under way.
   */
  #takeError(frame: Frame, { sequence }: Burst): void {
    const { reason } = decodeError(frame.payload);
    if (reason === refusalReasons.checksum) this.#hurry();
    else if (reason === refusalReasons.fault) this.#settle(frame);
    else if (frame.sequence === sequence) {
      this.#settle(reason === refusalReasons.noHello ? 'reset' : frame);
    }
  }

  #hurry(): void {
    if (!this.#burst) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#settle, this.#quietMs, 'garbled');
  }
}

function refuse({ payload }: Frame, { context }: Burst): never {
  const { reason, registers, words } = decodeError(payload);
  if (reason === refusalReasons.fault) throw deviceFault(context, registers);
  throw deviceRefused(context, words);
}
