import fs from 'node:fs';
import os from 'node:os';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import * as tf from '@tensorflow/tfjs';
import { execa } from 'execa';
import { temporaryFolder } from '../../../codegen/testing/temporary-folder.js';
import { selectBackend } from '../../backend/index.js';
import type { Batch } from '../../data/index.js';
import { computeGradients } from '../compute-gradients.js';
import { readWeights, restoreWeights } from '../model-weights.js';
import type { Phase } from '../phase.js';
import type { Progress } from '../progress.js';
import type { Recipe } from '../recipes.js';
import { startFloatPhase, startQuantizedPhase } from '../start-phase.js';
import { tinyBatch, tinyNetwork, tinyRecipe } from '../tiny-task.js';
import { trainTiny } from '../tiny-training.js';
import type { TrainingResult } from '../train.js';
import type { TrainedWeights } from '../trained-weights.js';
import type { TrainingOptions } from '../training-options.js';
import { averageShards, type ShardResult } from './average-shards.js';
import { splitBatch } from './shards.js';
import { Team } from './team.js';

test.before(async () => {
  await selectBackend({ threads: 1 });
});

const twoBits = { weights: { bits: 2 }, activations: { bits: 2 } };

function learningPhase(): Phase {
  return startQuantizedPhase(tinyNetwork(1), twoBits, tinyRecipe, tinyNetwork(2));
}

/** Of one process alone, with a phase of its own. */
function resultOf(batch: Batch): ShardResult {
  const phase = learningPhase();
  const { labelSmoothing } = phase.recipe;
  const variables = phase.optimizer.parameters.map(({ variable }) => variable);
  const found = computeGradients({ ...phase, labelSmoothing, variables, batch, progress: 0.5 });
  return { ...found, count: batch.count, averages: movingAverages(phase) };
}

function movingAverages({ model }: Phase): Float32Array[] {
  return model.nonTrainableWeights.map((one) => Float32Array.from(one.read().dataSync()));
}

const sizes = [
  { count: 32, workers: 2 },
  { count: 31, workers: 3 },
  { count: 1, workers: 2 },
];

for (const { count, workers } of sizes) {
  test.serial(`${workers} workers give ${count} images the mean of their shards.`, async (t) => {
    const batch = tinyBatch(count);
    const phase = learningPhase();
    const team = await Team.assemble(phase, workers);
    t.teardown(() => team.dismiss());
    const before = tf.memory().numTensors;
    const together = await team.computeGradients(batch, 0.5);
    t.is(tf.memory().numTensors, before);
    const expected = averageShards(splitBatch(batch, workers).map(resultOf));
    t.deepEqual(together, expected);
    t.deepEqual(movingAverages(phase), [...expected.averages]);
  });
}

test.serial(
  'A worker that had no image of the first batch knows the weights at the second.',
  async (t) => {
    const phase = learningPhase();
    const team = await Team.assemble(phase, 2);
    t.teardown(() => team.dismiss());
    await team.computeGradients(tinyBatch(1), 0);
    const saved = readWeights(phase.model);
    const found = await team.computeGradients(tinyBatch(16), 0);
    restoreWeights(phase.model, saved);
    const other = await Team.assemble(phase, 2);
    t.teardown(() => other.dismiss());
    t.deepEqual(await other.computeGradients(tinyBatch(16), 0), found);
  },
);

test.serial('A worker that is killed is a coded error that names it.', async (t) => {
  const team = await Team.assemble(learningPhase(), 2);
  t.teardown(() => team.dismiss());
  process.kill(team.processes[0], 'SIGKILL');
  const error = await t.throwsAsync(team.computeGradients(tinyBatch(8), 0), {
    code: 'SB_WORKER_DIED',
  });
  t.regex(error.message, /Worker 1 .* was ended by SIGKILL .* --resume/);
});

test.serial('A network that the workers cannot make is a coded error.', async (t) => {
  const model = tf.sequential({ layers: [new UnknownLayer({ inputShape: [8, 8, 1] })] });
  const phase = startFloatPhase(model, tinyRecipe);
  const error = await t.throwsAsync(Team.assemble(phase, 2), { code: 'SB_WORKER_FAILED' });
  t.regex(error.message, /Worker 1 .*UnknownLayer.*--workers 1/s);
});

test.serial('Dismissed workers are gone.', async (t) => {
  const team = await Team.assemble(learningPhase(), 3);
  t.is(team.processes.filter(isAlive).length, 2);
  await team.dismiss();
  t.deepEqual(team.processes.filter(isAlive), []);
});

test.serial(
  'Each of as many workers as cores has a core of its own, until it is over.',
  async (t) => {
    const cores = os.availableParallelism();
    const before = coresOf(process.pid);
    if (cores === 1 || before === undefined) return t.pass('There is nothing to choose from.');
    const team = await Team.assemble(learningPhase(), cores);
    const pinned = [process.pid, ...team.processes].map(coresOf);
    await team.dismiss();
    if (pinned[0] === before) return t.pass('There is no taskset.');
    t.is(new Set(pinned).size, cores);
    t.is(coresOf(process.pid), before);
  },
);

function coresOf(id: number): string | undefined {
  const status = `/proc/${id}/status`;
  if (!fs.existsSync(status)) return undefined;
  return /^Cpus_allowed_list:\s*(\S+)$/m.exec(fs.readFileSync(status, 'utf8'))?.[1];
}

test.serial('Workers do not outlive a parent that is killed.', async (t) => {
  const { stdout, signal } = await execa(process.execPath, orphaningScript(), {
    reject: false,
  });
  t.is(signal, 'SIGKILL');
  const workers = stdout.split(',').map(Number);
  t.is(workers.length, 2);
  for (let waited = 0; workers.some(isAlive) && waited < 100; waited++) await setTimeout(100);
  t.deepEqual(workers.filter(isAlive), []);
});

test.serial('Trainings with the same seed and workers end in the same bytes.', async (t) => {
  const [first, second] = [await trainTwo(t), await trainTwo(t)];
  t.deepEqual(readWeights(second.model), readWeights(first.model));
});

test.serial('A training that is stopped and resumed ends in the same bytes.', async (t) => {
  const unbroken = await trainTwo(t);
  const out = temporaryFolder(t);
  const controller = new AbortController();
  const onProgress = ({ phase, step }: Progress): void => {
    if (phase === 'quantized' && step === 3) controller.abort();
  };
  const stopped = trainTwo(t, { out, signal: controller.signal, onProgress });
  await t.throwsAsync(stopped, { code: 'SB_TRAINING_INTERRUPTED' });
  const alone = trainTwo(t, { out, resume: true, workers: 1 });
  const refused = await t.throwsAsync(alone, { code: 'SB_CHECKPOINT_OPTIONS' });
  t.regex(refused.message, /workers was 2 and is 1/);
  const resumed = await trainTwo(t, { out, resume: true });
  t.deepEqual(readWeights(resumed.model), readWeights(unbroken.model));
});

/** All that a training may have: a teacher, penalties, clipping and averaged weights. */
function trainTwo(
  t: ExecutionContext,
  options: Partial<TrainingOptions> = {},
): Promise<TrainingResult> {
  const aids = { epochs: 1, clipNorm: 1, averaging: 0.9 };
  const recipe: Recipe = {
    augmentation: 'shift-flip',
    float: { ...tinyRecipe.float, ...aids },
    quantized: { ...tinyRecipe.quantized, ...aids, oscillationDamping: 0.1 },
  };
  const teacher = { model: tinyNetwork(2), weights: noWeights };
  return trainTiny(temporaryFolder(t), { recipe, teacher, workers: 2, ...options });
}

const noWeights: TrainedWeights = {
  network: 'tiny',
  inputShape: [8, 8, 1],
  classes: 4,
  phase: 'float',
  accuracies: { validation: 0, test: 0, testClassMean: 0 },
  float: { validation: 0, test: 0, testClassMean: 0 },
  weights: [],
};

/** Registered nowhere. */
class UnknownLayer extends tf.layers.Layer {
  static readonly className = 'UnknownLayer';
}

function isAlive(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}

function orphaningScript(): string[] {
  const module = (name: string): string => new URL(name, import.meta.url).href;
  const script = `
    import { selectBackend } from '${module('../../backend/index.js')}';
    import { startFloatPhase } from '${module('../start-phase.js')}';
    import { tinyNetwork, tinyRecipe } from '${module('../tiny-task.js')}';
    import { Team } from '${module('./team.js')}';
    await selectBackend();
    const team = await Team.assemble(startFloatPhase(tinyNetwork(1), tinyRecipe), 3);
    process.stdout.write(team.processes.join());
    process.kill(process.pid, 'SIGKILL');`;
  return ['--input-type=module', '--eval', script];
}
