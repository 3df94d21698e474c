import test from 'ava';
import * as tf from '@tensorflow/tfjs';
import { selectBackend } from '../backend/index.js';
import {
  applyGradients,
  createOptimizer,
  readOptimizer,
  restoreOptimizer,
  type Optimizer,
} from './optimizers.js';
import type { UpdateRuleName } from './update-rules.js';

test.before(async () => {
  await selectBackend();
});

const start = [1, -2, 3, 0.5];
const rates = { weights: 0.1, quantizer: 0.01 };

function optimizerOf(variables: tf.Variable[], rule: UpdateRuleName, weightDecay = 0): Optimizer {
  const isQuantizerVariable = ({ name }: tf.Variable): boolean => name.startsWith('quantizer');
  return createOptimizer({ variables, rule, weightDecay, isQuantizerVariable });
}

/** A gradient that changes from step to step, so that memory matters. */
function step(optimizer: Optimizer): void {
  const gradients = tf.tidy(() =>
    optimizer.parameters.map(({ variable }) =>
      tf.add(variable, tf.sin(tf.mul(variable, optimizer.step + 1))).dataSync<'float32'>(),
    ),
  );
  applyGradients(optimizer, gradients, rates);
}

const references = [
  {
    title: 'SGD takes the same steps as TensorFlow.js with Nesterov momentum',
    rule: 'sgd' as const,
    reference: () => tf.train.momentum(rates.weights, 0.9, true),
  },
  {
    title: 'Adam takes the same steps as TensorFlow.js',
    rule: 'adam' as const,
    reference: () => tf.train.adam(rates.weights, 0.9, 0.999, 1e-8),
  },
];

for (const { title, rule, reference } of references) {
  test.serial(title, (t) => {
    const ours = tf.variable(tf.tensor1d(start));
    const theirs = tf.variable(tf.tensor1d(start));
    const optimizer = optimizerOf([ours], rule);
    const expected = reference();
    for (let i = 0; i < 20; i++) {
      tf.tidy(() => {
        const gradient = tf.add(theirs, tf.sin(tf.mul(theirs, i + 1)));
        expected.applyGradients([{ name: theirs.name, tensor: gradient }]);
      });
      step(optimizer);
    }
    const difference = tf.tidy(() => tf.max(tf.abs(tf.sub(ours, theirs))).dataSync()[0]);
    t.true(difference < 1e-4, `${difference}`);
    t.true(Math.abs(ours.dataSync()[0] - start[0]) > 0.1);
    tf.dispose([ours, theirs]);
    expected.dispose();
  });
}

const groups = [
  { title: 'a kernel decays', name: 'kernelD', shape: [2, 2], decays: true },
  { title: 'a bias or batch norm does not decay', name: 'biasD', shape: [4], decays: false },
  {
    title: 'a quantizer parameter does not decay',
    name: 'quantizerD',
    shape: [2, 2],
    decays: false,
  },
];

for (const { title, name, shape, decays } of groups) {
  for (const rule of ['sgd', 'adam'] as const) {
    test.serial(`${title} under ${rule}`, (t) => {
      const variable = tf.variable(tf.tensor(start, shape), true, `${name}-${rule}`);
      const optimizer = optimizerOf([variable], rule, 0.01);
      applyGradients(optimizer, [new Float32Array(variable.size)], rates);
      const share = rule === 'sgd' ? 0.99 : 0.999;
      const expected = decays ? start.map((value) => Math.fround(value * share)) : start;
      [...variable.dataSync()].forEach((value, i) => {
        t.true(Math.abs(value - expected[i]) < 1e-6);
      });
      variable.dispose();
    });
  }
}

test.serial('a quantizer parameter takes an Adam step at its own learning rate', (t) => {
  const variable = tf.variable(tf.scalar(1), true, 'quantizerRate');
  const optimizer = optimizerOf([variable], 'sgd');
  applyGradients(optimizer, [Float32Array.of(123)], rates);
  t.true(Math.abs(variable.dataSync()[0] - (1 - rates.quantizer)) < 1e-6);
  variable.dispose();
});

for (const rule of ['sgd', 'adam'] as const) {
  test.serial(`${rule} goes on exactly where its saved memory stood`, (t) => {
    const variable = tf.variable(tf.tensor1d(start));
    const optimizer = optimizerOf([variable], rule);
    for (let i = 0; i < 3; i++) step(optimizer);
    const saved = { memory: readOptimizer(optimizer), step: optimizer.step };
    const twin = tf.variable(tf.tensor1d(variable.dataSync().slice()));
    const resumed = optimizerOf([twin], rule);
    restoreOptimizer(resumed, saved.step, saved.memory);
    for (let i = 0; i < 3; i++) {
      step(optimizer);
      step(resumed);
    }
    t.deepEqual(twin.dataSync(), variable.dataSync());
    tf.dispose([variable, twin]);
  });
}

test.serial('an update leaves no tensor behind', (t) => {
  const variable = tf.variable(tf.tensor1d(start));
  const optimizer = optimizerOf([variable], 'adam');
  const before = tf.memory().numTensors;
  step(optimizer);
  t.is(tf.memory().numTensors, before);
  variable.dispose();
});

test.serial(
  'a gradient longer than the clip norm is shortened to it, over all weights together',
  (t) => {
    const left = tf.variable(tf.tensor1d([0, 0]), true, 'left');
    const right = tf.variable(tf.tensor1d([0]), true, 'right');
    const range = tf.variable(tf.tensor1d([0]), true, 'quantizer-range');
    const moved = (clipNorm: number | null): number[] => {
      const optimizer = optimizerOf([left, right, range], 'sgd');
      const before = [left, right].flatMap((variable) => [...variable.dataSync()]);
      const gradients = [[3, 0], [4], [100]].map((values) => Float32Array.from(values));
      applyGradients(optimizer, gradients, rates, clipNorm);
      return [left, right]
        .flatMap((variable) => [...variable.dataSync()])
        .map((value, i) => value - before[i]);
    };
    const free = moved(null);
    const same = moved(5);
    const clipped = moved(1);
    free.forEach((step, i) => t.true(Math.abs(same[i] - step) < 1e-6));
    free.forEach((step, i) => t.true(Math.abs(clipped[i] - step / 5) < 1e-6, `${clipped[i]}`));
    for (const variable of [left, right, range]) variable.dispose();
  },
);
