import test from 'ava';
import * as tf from '@tensorflow/tfjs';
import { selectBackend } from '../../backend/index.js';
import { buildNetwork, networkNames } from '../../networks/index.js';
import type { QuantizationSpec } from '../../quantize-model/index.js';
import { computeGradients } from '../compute-gradients.js';
import { readWeights } from '../model-weights.js';
import type { Phase } from '../phase.js';
import { startFloatPhase, startQuantizedPhase } from '../start-phase.js';
import { tinyBatch, tinyNetwork, tinyRecipe } from '../tiny-task.js';
import { describeModel, rebuildModel } from './model-description.js';
import { createReplica, describeTask } from './replica.js';

test.before(async () => {
  await selectBackend();
});

const twoBits: QuantizationSpec = { weights: { bits: 2 }, activations: { bits: 2 } };

function quantizedPhase(spec: QuantizationSpec, damping = 0): Phase {
  const quantized = { ...tinyRecipe.quantized, oscillationDamping: damping };
  const recipe = { ...tinyRecipe, quantized };
  return startQuantizedPhase(tinyNetwork(1), spec, recipe, tinyNetwork(2));
}

const rows: readonly { readonly title: string; readonly phase: () => Phase }[] = [
  { title: 'a float network', phase: () => startFloatPhase(tinyNetwork(1), tinyRecipe) },
  { title: 'a quantized network with a teacher', phase: () => quantizedPhase(twoBits) },
  { title: 'a network with damped weights', phase: () => quantizedPhase(twoBits, 0.1) },
  {
    title: 'a network with float activations',
    phase: () => quantizedPhase({ ...twoBits, activations: { bits: 32 }, shortcutBits: 32 }),
  },
  {
    title: 'a network with ranges for whole kernels and a method without α',
    phase: () =>
      quantizedPhase({ ...twoBits, weights: { bits: 3, perChannel: false }, method: 'lsq' }),
  },
];

for (const { title, phase: start } of rows) {
  test.serial(
    `A copy of ${title} gives the same gradients, and leaves no tensor behind.`,
    async (t) => {
      const phase = start();
      const task = structuredClone(describeTask(phase));
      const replica = await createReplica(task);
      const shard = { batch: tinyBatch(32), progress: 0.4, changed: readWeights(phase.model) };
      replica.compute(shard);
      const before = tf.memory().numTensors;
      const copied = replica.compute(shard);
      t.is(tf.memory().numTensors, before);
      const { labelSmoothing } = phase.recipe;
      const variables = phase.optimizer.parameters.map(({ variable }) => variable);
      const own = computeGradients({ ...phase, ...shard, labelSmoothing, variables });
      t.like(copied, own);
      const averages = phase.model.nonTrainableWeights.map((one) => one.read().dataSync());
      t.deepEqual(copied.averages, averages);
      t.true(own.gradients.some((gradient) => gradient?.some((value) => value !== 0)));
    },
  );
}

for (const network of networkNames) {
  test.serial(`A copy of ${network} has every variable of it.`, async (t) => {
    const { model } = startFloatPhase(buildNetwork(network, { seed: 1 }), tinyRecipe);
    const { variables } = await rebuildModel(structuredClone(describeModel(model)));
    t.deepEqual(
      variables.map(({ originalName, shape }) => [originalName, shape]),
      model.weights.map(({ originalName, shape }) => [originalName, shape]),
    );
    tf.disposeVariables();
  });
}
