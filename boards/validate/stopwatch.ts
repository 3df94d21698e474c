import type { TimedAnswer } from '../link/device-client.js';

/** Seconds. */
export interface TimeSpent {
  /** Bytes were on their way between host and device. */
  readonly wire: number;
  /** The device computed. */
  readonly device: number;
  /** Neither: the host computed the reference, or was busy with other things. */
  readonly host: number;
}

/** So many samples tell what one takes; all of them would cost a question and its answer each. */
const timedSamples = 8;

/**
 * Tells where the time goes from a few samples whose parts are timed one by one: what the others take
 * beyond that is the host's.
 */
export class Stopwatch {
  readonly #ticksPerSecond: number | undefined;
  #count = 0;
  #wireMs = 0;
  #deviceMs = 0;

  /** @param ticksPerSecond of the device's timer, where it tells real time */
  constructor(ticksPerSecond: number | undefined) {
    this.#ticksPerSecond = ticksPerSecond;
  }

  /** Whether there are samples to be timed yet. */
  get wants(): boolean {
    return this.#count < timedSamples;
  }

  /** Takes a timed answer's figures and hands it on. */
  time(answer: TimedAnswer): TimedAnswer {
    const { loadMs, runMs, ticks } = answer;
    const perSecond = this.#ticksPerSecond;
    // The host's clock also counts the request and the answer on the line.
    const deviceMs = perSecond === undefined ? runMs : Math.min(runMs, (1000 * ticks) / perSecond);
    this.#count++;
    this.#deviceMs += deviceMs;
    this.#wireMs += loadMs + runMs - deviceMs;
    return answer;
  }

  /** What so many samples, which took that long, spent where. */
  spent(samples: number, seconds: number): TimeSpent {
    const perSample = samples / Math.max(1, this.#count) / 1000;
    const known = perSample * (this.#wireMs + this.#deviceMs);
    // The first samples may have been slower than the others.
    const scale = known > seconds ? seconds / known : 1;
    const wire = scale * perSample * this.#wireMs;
    const device = scale * perSample * this.#deviceMs;
    return { wire, device, host: Math.max(0, seconds - wire - device) };
  }
}

export function sumOfTimes(times: readonly TimeSpent[]): TimeSpent {
  const sum = (part: keyof TimeSpent): number =>
    times.reduce((total, time) => total + time[part], 0);
  return { wire: sum('wire'), device: sum('device'), host: sum('host') };
}

/** Each part of the whole. */
export function sharesOf({ wire, device, host }: TimeSpent): TimeSpent {
  const whole = wire + device + host;
  return { wire: wire / whole, device: device / whole, host: host / whole };
}
