import { setTimeout as wait } from 'node:timers/promises';
import type { Transport } from './transport.js';

export interface ReopeningOptions {
  /** Opens the line, at first and whenever it has vanished. */
  readonly open: () => Promise<Transport>;
  /** How long a vanished line may take to return; default 24 s, less than a client waits. */
  readonly patienceMs?: number | undefined;
  /** Between the first two attempts; it doubles up to 2 s. */
  readonly firstDelayMs?: number | undefined;
}

const defaultPatienceMs = 24_000;
const defaultDelayMs = 50;
const longestDelayMs = 2000;

/**
 * A line that may vanish and return, as a USB cable's port does when it is pulled or the board is
 * reset. What is sent meanwhile is lost, which the client of the link makes good.
 *
 * @throws what `open` throws the first time
 */
export async function openReopening(options: ReopeningOptions): Promise<Transport> {
  const line = new ReopeningTransport(options);
  await line.connect();
  return line;
}

class ReopeningTransport implements Transport {
  readonly #options: ReopeningOptions;
  #line: Transport | undefined;
  #isClosed = false;
  #onData: (bytes: Buffer) => void = () => {};
  #onEnd: (reason: string) => void = () => {};

  constructor(options: ReopeningOptions) {
    this.#options = options;
  }

  async connect(): Promise<void> {
    const line = await this.#options.open();
    line.onData((bytes) => this.#onData(bytes));
    line.onEnd((reason) => void this.#reconnect(line, reason));
    this.#line = line;
    // It may have been closed while it was being opened.
    if (this.#isClosed) await line.close();
  }

  async write(bytes: Buffer): Promise<void> {
    await this.#line?.write(bytes);
  }

  onData(listener: (bytes: Buffer) => void): void {
    this.#onData = listener;
  }

  onEnd(listener: (reason: string) => void): void {
    this.#onEnd = listener;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#line?.close();
  }

  /** A line tells of its end more than once where it fails and is then closed. */
  async #reconnect(gone: Transport, reason: string): Promise<void> {
    if (this.#line !== gone) return;
    this.#line = undefined;
    await gone.close();
    const { patienceMs = defaultPatienceMs, firstDelayMs = defaultDelayMs } = this.#options;
    const end = performance.now() + patienceMs;
    for (
      let delayMs = firstDelayMs;
      !this.#isClosed;
      delayMs = Math.min(2 * delayMs, longestDelayMs)
    ) {
      await wait(delayMs, undefined, { ref: false });
      if (await this.#triesToConnect()) return;
      if (performance.now() > end) {
        this.#onEnd(`${reason}; it did not return within ${patienceMs / 1000} s`);
        return;
      }
    }
  }

  /** Why it cannot be opened yet is of no interest: it is not there. */
  async #triesToConnect(): Promise<boolean> {
    if (this.#isClosed) return true;
    try {
      await this.connect();
      return true;
    } catch {
      return false;
    }
  }
}
