import { wrongFirmware } from '../errors.js';
import { AnswerTimes, type AnswerTimeOptions } from './answer-times.js';
import {
  decodeIdentity,
  decodeRun,
  decodeStatistics,
  type DeviceIdentity,
  type DeviceStatistics,
  type RunAnswer,
} from './answers.js';
import { Exchange, type Outcome } from './exchange.js';
import { answerBit, encodeFrame, frameTypes, type Frame } from './frame.js';
import { LineQuality } from './line-quality.js';
import { Patience } from './patience.js';
import { SampleRun } from './sample-run.js';
import type { Transport } from './transport.js';

export type DeviceClientOptions = AnswerTimeOptions;

/** What a line cost so far besides what had to be sent. */
export interface LinkTroubles {
  /** Requests and pieces sent again; HELLO, which waits for the boot, is not counted. */
  readonly resentFrames: number;
  /** Times that the device lost what it knew. */
  readonly resets: number;
}

/** An answer, and how long its parts took. */
export interface TimedAnswer extends RunAnswer {
  /** Until the device had the input. */
  readonly loadMs: number;
  /** From then on. */
  readonly runMs: number;
}

interface RunRequest {
  readonly input: Uint8Array;
  readonly context: string;
  /** Called when the device has the input, for which it is asked then. */
  readonly onLoaded?: () => void;
}

/** A request that is a frame without payload. */
interface PlainRequest {
  readonly type: number;
  readonly sequence: number;
  readonly context: string;
  readonly waitMs: number;
}

/** Bytes of the longest request or answer but RUN's, for time-outs. */
const shortBytes = 100;

/** The device ignores them, unless it waits for the rest of a frame: then they are that. */
const fillers = (bytes: number): Buffer => Buffer.alloc(bytes);

/**
 * The host's end of the device link. What is lost or altered on the way is sent again, in smaller
 * frames where the line is bad; after a reset of the device the sample under way begins anew.
 * `PROTOCOL.md` says why nothing is lost and nothing counted twice.
 */
export class DeviceClient {
  readonly #transport: Transport;
  readonly #exchange: Exchange;
  readonly #times: AnswerTimes;
  readonly #quality = new LineQuality();
  #identity: DeviceIdentity | undefined;
  #runSequence = 0;
  #statsSequence = 0;
  #resentFrames = 0;
  #resets = 0;
  /** Attempts in a row without an answer. */
  #silences = 0;

  constructor(transport: Transport, options: DeviceClientOptions = {}) {
    this.#transport = transport;
    this.#times = new AnswerTimes(options);
    this.#exchange = new Exchange(transport, this.#times.quietMs);
  }

  get troubles(): LinkTroubles {
    return { resentFrames: this.#resentFrames, resets: this.#resets };
  }

  /**
   * Says HELLO until the device answers, since it may still boot.
   *
   * @throws SB_DEVICE_SILENT, SB_DEVICE_GARBAGE, SB_DEVICE_VANISHED, SB_DEVICE_REFUSED
   */
  async hello(): Promise<DeviceIdentity> {
    const waitMs = this.#times.helloMs;
    const type = frameTypes.hello;
    const payload = await this.#insist({ type, sequence: 0, context: 'to HELLO', waitMs });
    this.#runSequence = 0;
    this.#identity = decodeIdentity(payload);
    return this.#identity;
  }

  /**
   * Runs one inference. Says HELLO first where nobody did.
   *
   * @param input packed input codes
   * @param label names the sample in errors, as in `sample 17`
   * @throws SB_WRONG_FIRMWARE where other firmware answers after a reset, and what `hello` throws
   */
  async run(input: Uint8Array, label: string): Promise<RunAnswer> {
    return decodeRun(await this.#run({ input, context: `to ${label}` }));
  }

  /** The same, but waits until the device has the input before it asks for the inference. */
  async timedRun(input: Uint8Array, label: string): Promise<TimedAnswer> {
    const started = performance.now();
    let loaded = started;
    const onLoaded = (): void => void (loaded = performance.now());
    const answer = decodeRun(await this.#run({ input, context: `to ${label}`, onLoaded }));
    return { ...answer, loadMs: loaded - started, runMs: performance.now() - loaded };
  }

  async statistics(): Promise<DeviceStatistics> {
    this.#statsSequence = nextSequence(this.#statsSequence);
    const waitMs = this.#times.quickMs(shortBytes);
    const request = { type: frameTypes.stats, sequence: this.#statsSequence, waitMs };
    return decodeStatistics(await this.#insist({ ...request, context: 'to STATS' }));
  }

  /** Ends the request that is under way, and all later ones, because nobody wants their answer. */
  abandon(): void {
    this.#exchange.end('given up');
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  async #run(request: RunRequest): Promise<Buffer> {
    const { context, input } = request;
    const patience = this.#patience(context, input.length);
    let sample = this.#begin(request, this.#identity ?? (await this.hello()));
    for (;;) {
      const { progress, isLoaded } = sample;
      const outcome = await this.#ask(sample, context);
      if (sample.answer) return sample.answer;
      if (sample.progress > progress) patience.renew();
      if (sample.isLoaded && !isLoaded) request.onLoaded?.();
      patience.check();
      if (outcome === 'reset') sample = this.#begin(request, await this.#greetAgain());
    }
  }

  #begin({ input, onLoaded }: RunRequest, identity: DeviceIdentity): SampleRun {
    this.#runSequence = nextSequence(this.#runSequence);
    const sequence = this.#runSequence;
    const isTimed = onLoaded !== undefined;
    return new SampleRun({ input, sequence, identity, quality: this.#quality, isTimed });
  }

  /** One burst of a sample and what becomes of it. */
  async #ask(sample: SampleRun, context: string): Promise<Outcome> {
    const burst = sample.burst();
    const started = performance.now();
    const outcome = await this.#send({
      bytes: burst,
      sequence: sample.sequence,
      context,
      accepts: (frame) => sample.accepts(frame),
      waitMs: this.#times.inferenceMs(burst.length + sample.answerBytes),
    });
    if (outcome === 'garbled') sample.takeGarbled();
    this.#noteFate(outcome, typeof outcome === 'object' ? sample.take(outcome) : 1);
    if (sample.answer) this.#times.noteInference(performance.now() - started);
    return outcome;
  }

  /** Silence alone says nothing of the line: the device may be slow. */
  #noteFate(outcome: Outcome, lostFrames: number): void {
    this.#resentFrames += lostFrames;
    if (lostFrames === 0) this.#times.noteAnswer();
    else if (outcome !== 'silence') this.#times.noteLoss();
  }

  /** Sends a request until it is answered and gives the answer's payload. */
  async #insist({ type, sequence, context, waitMs }: PlainRequest): Promise<Buffer> {
    const bytes = encodeFrame({ type, sequence, payload: Buffer.alloc(0) });
    const patience = this.#patience(context, 0);
    const accepts = (frame: Frame): boolean =>
      frame.type === (type | answerBit) && frame.sequence === sequence;
    for (;;) {
      const outcome = await this.#send({ bytes, sequence, context, accepts, waitMs });
      if (typeof outcome === 'object') return outcome.payload;
      patience.check();
      if (outcome === 'reset') await this.#greetAgain();
      if (type !== frameTypes.hello) this.#resentFrames++;
    }
  }

  /** A device that stays silent may wait for the rest of a frame, as long as the longest. */
  async #send(burst: Parameters<Exchange['send']>[0]): Promise<Outcome> {
    const unfinished = this.#silences > 1 ? (this.#identity?.longestPayload ?? 0) : 0;
    const bytes = Buffer.concat([fillers(unfinished), burst.bytes]);
    const waitMs = this.#times.afterSilences(burst.waitMs, this.#silences);
    const outcome = await this.#exchange.send({ ...burst, bytes, waitMs });
    this.#silences = outcome === 'silence' ? this.#silences + 1 : 0;
    return outcome;
  }

  /** After a reset it may be another firmware that answers. */
  async #greetAgain(): Promise<DeviceIdentity> {
    const before = this.#identity;
    this.#resets++;
    const now = await this.hello();
    if (before && before.modelHash !== now.modelHash) {
      throw wrongFirmware('model hash', now.modelHash, before.modelHash);
    }
    return now;
  }

  #patience(context: string, bytes: number): Patience {
    const limitMs = (): number => this.#times.patienceMs(bytes);
    return new Patience({ exchange: this.#exchange, context, limitMs });
  }
}

/** 1 … 255 and again. */
function nextSequence(sequence: number): number {
  return (sequence % 255) + 1;
}
