import { modelHash, type Model } from '../../codegen/index.js';
import { driverFor, openDevice } from '../device/drivers.js';
import { wrongFirmware } from '../errors.js';
import type { DeviceIdentity, DeviceStatistics } from '../link/answers.js';
import { DeviceClient, type LinkTroubles } from '../link/device-client.js';
import { countMacs } from './analyze-model.js';
import { countInstructions, type InstructionCount } from './count-instructions.js';
import { runSamples, type SampleResults } from './run-samples.js';
import { divideSamples, mergeResults, sumProgress, type Shard } from './shards.js';
import type { ValidateOptions } from './validate-model.js';

export interface Measured {
  readonly results: SampleResults;
  readonly statistics: DeviceStatistics;
  readonly identity: DeviceIdentity;
  readonly troubles: LinkTroubles;
  readonly instructions: InstructionCount | null;
}

/** A port that does not return is told before the client has had enough. */
const returnShare = 0.8;

/** No processor that runs our code takes longer for a multiplication and addition. */
const slowestMacMs = 0.0005;
const leastFirstMs = 5000;

function slowestInferenceMs(model: Model): number {
  return Math.max(leastFirstMs, slowestMacMs * countMacs(model));
}

/** What one device measured, and how it counts. */
interface Part extends Omit<Measured, 'instructions'> {
  readonly instructionShift: number | undefined;
}

/**
 * Runs all samples, on as many devices at once as there are jobs, and puts the results together in
 * the samples' order: the same figures come of one device and of several.
 *
 * @throws what the first device to fail throws, when all others are stopped
 */
export async function measureOnDevices(
  options: ValidateOptions,
  program: string,
): Promise<Measured> {
  const { samples, jobs = 1 } = options;
  const shards = divideSamples(samples, driverFor(options).single ? 1 : jobs);
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, ...(options.signal ? [options.signal] : [])]);
  const progress = sumProgress(shards, options.onProgress);
  const pending = shards.map((shard, index) =>
    measureShard({ ...options, ...shard, signal, onProgress: progress[index] }, program),
  );
  return mergeParts(await allOrStop(pending, stop));
}

/** Every device is closed before an error is passed on: no emulator outlives the run. */
async function allOrStop<Result>(
  pending: readonly Promise<Result>[],
  stop: AbortController,
): Promise<Result[]> {
  try {
    return await Promise.all(pending);
  } catch (error) {
    stop.abort();
    await Promise.allSettled(pending);
    throw error;
  }
}

async function measureShard(options: ValidateOptions & Shard, program: string): Promise<Part> {
  const { link } = options;
  const returnMs = link?.timeoutMs && returnShare * link.timeoutMs;
  const device = await openDevice({ ...options, program, returnMs });
  try {
    options.onStep?.(device.description);
    const { baud } = device;
    const firstInferenceMs = slowestInferenceMs(options.model);
    const client = new DeviceClient(device.transport, { baud, firstInferenceMs, ...link });
    options.signal?.addEventListener('abort', () => client.abandon(), { once: true });
    const identity = await client.hello();
    checkFirmware(options.model, identity);
    const isReal = device.instructionShift === undefined;
    const ticksPerSecond = isReal ? identity.ticksPerSecond : undefined;
    const results = await runSamples({ ...options, client, ticksPerSecond });
    const statistics = await client.statistics();
    const { troubles } = client;
    const { instructionShift } = device;
    return { results, statistics, identity, troubles, instructionShift };
  } finally {
    await device.close();
  }
}

/** The wrong firmware is found before it is measured. */
function checkFirmware(model: Model, identity: DeviceIdentity): void {
  const expected = modelHash(model);
  if (identity.modelHash !== expected) {
    throw wrongFirmware('model hash', identity.modelHash, expected);
  }
}

function mergeParts(parts: readonly Part[]): Measured {
  const [{ identity, instructionShift }] = parts;
  const results = mergeResults(parts.map((part) => part.results));
  return {
    results,
    statistics: mergeStatistics(parts.map(({ statistics }) => statistics)),
    identity,
    troubles: {
      resentFrames: sum(parts.map(({ troubles }) => troubles.resentFrames)),
      resets: sum(parts.map(({ troubles }) => troubles.resets)),
    },
    instructions: countInstructions(results.ticks, identity.ticksPerSecond, instructionShift),
  };
}

function mergeStatistics(all: readonly DeviceStatistics[]): DeviceStatistics {
  return {
    stackBytes: all[0].stackBytes,
    stackPeakBytes: Math.max(...all.map(({ stackPeakBytes }) => stackPeakBytes)),
    inferences: sum(all.map(({ inferences }) => inferences)),
    lostBytes: sum(all.map(({ lostBytes }) => lostBytes)),
    refusedFrames: sum(all.map(({ refusedFrames }) => refusedFrames)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
