export interface AnswerTimeOptions {
  /** Of the line; default: 115,200. An emulator's line is about as fast. */
  readonly baud?: number | undefined;
  /** How long a device may bring nothing forward before it is given up; default: derived. */
  readonly timeoutMs?: number | undefined;
  /** How long an inference may take that was never seen; default: 5 s. */
  readonly firstInferenceMs?: number | undefined;
  /** The shortest wait on a line that lost nothing lately: what is late is only late there. */
  readonly soundMs?: number | undefined;
  /** The shortest wait where something was lost. */
  readonly lossyMs?: number | undefined;
  /** How long HELLO waits: the device may not have booted yet. */
  readonly helloMs?: number | undefined;
}

const defaults = {
  baud: 115_200,
  firstInferenceMs: 5000,
  soundMs: 1000,
  lossyMs: 50,
  helloMs: 250,
};

/** Start bit, eight data bits, stop bit. */
const bitsPerByte = 10;

/** What answers may take of what is expected of them. */
const slack = 3;

/** So many answers in a row make a line sound again. */
const soundAnswers = 50;

/** Waits grow no longer than this by silence. */
const longestBackOffMs = 5000;

/** A device may be silent for so many inferences, but never less than this. */
const patientInferences = 20;
const patientFirstInferences = 3;
const leastPatienceMs = 30_000;

/** How long to wait: from the line's speed, the bytes under way and how long inferences took. */
export class AnswerTimes {
  readonly #options;
  #inferenceMs: number | undefined;
  #answersToSound = 0;

  constructor(options: AnswerTimeOptions) {
    const given = Object.entries(options).filter(([, value]) => value !== undefined);
    this.#options = { ...defaults, ...(Object.fromEntries(given) as AnswerTimeOptions) };
  }

  /** Takes note of how long an inference took, with what was sent for it. */
  noteInference(milliseconds: number): void {
    // The longest counts, but it is forgotten in time: a machine is slow only for a while.
    this.#inferenceMs = Math.max(milliseconds, 0.95 * (this.#inferenceMs ?? 0));
  }

  noteAnswer(): void {
    this.#answersToSound = Math.max(0, this.#answersToSound - 1);
  }

  noteLoss(): void {
    this.#answersToSound = soundAnswers;
  }

  get helloMs(): number {
    return this.#options.helloMs;
  }

  /** For an answer that needs no inference, with all bytes that are sent and received for it. */
  quickMs(bytes: number): number {
    const { soundMs, lossyMs } = this.#options;
    return (this.#answersToSound > 0 ? lossyMs : soundMs) + slack * this.#lineMs(bytes);
  }

  inferenceMs(bytes: number): number {
    const known = this.#inferenceMs;
    const expected = known === undefined ? this.#options.firstInferenceMs : slack * known;
    return this.quickMs(bytes) + expected;
  }

  /**
   * Longer and longer: to ask a slow device faster than it takes in what it is asked would keep it
   * from ever answering.
   */
  afterSilences(waitMs: number, silences: number): number {
    return Math.max(waitMs, Math.min(waitMs * 2 ** silences, longestBackOffMs));
  }

  /** After bytes that make no frame: what belongs to an answer has come by then. */
  get quietMs(): number {
    return Math.min(this.#options.lossyMs, 5 + this.#lineMs(32));
  }

  /** How long nothing may come forward while bytes of that number are sent and received. */
  patienceMs(bytes: number): number {
    const { timeoutMs, firstInferenceMs } = this.#options;
    const known = this.#inferenceMs;
    const inferences =
      known === undefined ? patientFirstInferences * firstInferenceMs : patientInferences * known;
    const line = patientInferences * this.#lineMs(bytes);
    return timeoutMs ?? Math.max(leastPatienceMs, inferences + line);
  }

  #lineMs(bytes: number): number {
    return (1000 * bitsPerByte * bytes) / this.#options.baud;
  }
}
