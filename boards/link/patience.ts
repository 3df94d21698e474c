import { deviceGarbage, deviceSilent, deviceVanished } from '../errors.js';
import type { Exchange } from './exchange.js';

export interface PatienceOptions {
  readonly exchange: Exchange;
  /** For errors: `to HELLO`, `to sample 17`. */
  readonly context: string;
  /** How long a device may bring nothing forward. */
  readonly limitMs: () => number;
}

/** How long one request is tried; whatever the device brings forward renews it. */
export class Patience {
  readonly #options: PatienceOptions;
  readonly #noiseBefore: number;
  #since = performance.now();
  #attempts = 0;

  constructor(options: PatienceOptions) {
    this.#options = options;
    this.#noiseBefore = options.exchange.noiseBytes;
  }

  renew(): void {
    this.#since = performance.now();
  }

  /** @throws SB_DEVICE_VANISHED, SB_DEVICE_GARBAGE, SB_DEVICE_SILENT after an attempt in vain */
  check(): void {
    const { exchange, context, limitMs } = this.#options;
    this.#attempts++;
    if (exchange.endReason !== undefined) throw deviceVanished(context, exchange.endReason);
    if (performance.now() - this.#since < limitMs()) return;
    const noise = exchange.noiseBytes - this.#noiseBefore;
    if (noise > 0) throw deviceGarbage(context, noise);
    throw deviceSilent(context, this.#attempts);
  }
}
