import {
  Score,
  argmax,
  elementCount,
  findTensor,
  packCodes,
  preprocess,
  runModel,
  type Model,
  type Values,
} from '../../codegen/index.js';
import { interrupted, sampleMismatch } from '../errors.js';
import type { DeviceClient } from '../link/device-client.js';
import type { Mismatch } from './report.js';
import { Stopwatch, type TimeSpent } from './stopwatch.js';

/** One labelled test input as raw bytes, height × width × channels. */
export interface Sample {
  readonly bytes: Uint8Array;
  readonly label: number;
  /** Whether plain accuracy counts it; default: it does. A class mean counts every one. */
  readonly isRepresentative?: boolean | undefined;
}

export interface RunSamplesOptions {
  readonly model: Model;
  readonly client: DeviceClient;
  readonly samples: readonly Sample[];
  /** Number of the first of them, where they are a part of more; default 0. */
  readonly from?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: SampleProgress) => void) | undefined;
  /** Of the device's timer, where it tells real time. */
  readonly ticksPerSecond?: number | undefined;
}

export interface SampleProgress {
  readonly done: number;
  readonly total: number;
  readonly equal: number;
  readonly accuracy: number;
  readonly samplesPerSecond: number;
}

export interface SampleResults {
  readonly device: Score;
  readonly reference: Score;
  readonly equal: number;
  readonly firstMismatch: Mismatch | null;
  /** Timer ticks of each inference. */
  readonly ticks: readonly number[];
  readonly seconds: number;
  readonly spent: TimeSpent;
}

/**
 * Sends every sample to the device and compares every output with the integer reference. The
 * reference computes while the device does.
 *
 * @throws SB_SAMPLE_SIZE, SB_INTERRUPTED, and what the client throws, which names the sample
 */
export async function runSamples(options: RunSamplesOptions): Promise<SampleResults> {
  const { samples, from = 0, signal, onProgress } = options;
  const started = performance.now();
  const device = new Score();
  const reference = new Score();
  const ticks: number[] = [];
  const watch = new Stopwatch(options.ticksPerSecond);
  let equal = 0;
  let firstMismatch: Mismatch | null = null;
  for (const [index, { bytes, label, isRepresentative }] of samples.entries()) {
    if (signal?.aborted) throw interrupted(index, samples.length);
    const answer = await runSample(options, watch, bytes, from + index);
    device.add(label, argmax(answer.outputs), isRepresentative);
    reference.add(label, argmax(answer.expected), isRepresentative);
    ticks.push(answer.ticks);
    const mismatch = compareOutputs(from + index, answer.expected, answer.outputs);
    if (mismatch) firstMismatch ??= mismatch;
    else equal++;
    const done = index + 1;
    const samplesPerSecond = (1000 * done) / (performance.now() - started);
    onProgress?.({
      done,
      total: samples.length,
      equal,
      accuracy: device.accuracy,
      samplesPerSecond,
    });
  }
  const seconds = (performance.now() - started) / 1000;
  const spent = watch.spent(samples.length, seconds);
  return { device, reference, equal, firstMismatch, ticks, seconds, spent };
}

/** The first samples are timed part by part; then the reference computes while the device does. */
async function runSample(
  { model, client }: RunSamplesOptions,
  watch: Stopwatch,
  bytes: Uint8Array,
  index: number,
) {
  const input = findTensor(model, model.input.tensor);
  const count = elementCount(input.shape);
  if (bytes.length !== count) throw sampleMismatch(model.name, bytes.length, count);
  const codes = preprocess(model, bytes);
  const bits = input.type === 'codes' ? input.bits : 8;
  const packed = packCodes(codes, bits);
  const pending = watch.wants
    ? watch.time(await client.timedRun(packed, `sample ${index}`))
    : client.run(packed, `sample ${index}`);
  const expected = runModel(model, codes).get(model.output)!;
  return { ...(await pending), expected };
}

/** The first output that differs. */
export function compareOutputs(
  sample: number,
  expected: Values,
  actual: Values,
): Mismatch | undefined {
  const length = Math.max(expected.length, actual.length);
  for (let output = 0; output < length; output++) {
    if (expected[output] !== actual[output]) {
      return { sample, output, expected: expected[output], actual: actual[output] };
    }
  }
  return undefined;
}
