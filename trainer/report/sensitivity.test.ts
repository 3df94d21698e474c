import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { buildNetwork } from '../networks/index.js';
import { measureSensitivity } from './sensitivity.js';

await tf.setBackend('cpu');

const spec = { weights: { bits: 2 }, activations: { bits: 2 } } as const;
const images = Uint8Array.from({ length: 12 * 784 }, (_, index) => (index * 7919) % 256);
const split = { images, labels: new Uint8Array(12), count: 12 };

function measure(bits?: readonly number[]) {
  const model = buildNetwork('lenet5', { seed: 1 });
  return measureSensitivity({ model, spec, bits, split, images: 12 });
}

test('Every quantizer is tried with the bits that it is to have.', async (t) => {
  const rows = await measure();
  const inner = rows.filter(({ name }) => !['conv1', 'logits', 'relu4'].includes(name));
  t.deepEqual(
    rows.map(({ name, kind }) => `${name}: ${kind}`),
    ['conv1', 'relu1', 'conv2', 'relu2', 'dense1', 'relu3', 'dense2', 'relu4', 'logits'].map(
      (name) => `${name}: ${name.startsWith('relu') ? 'activations' : 'weights'}`,
    ),
  );
  t.true(inner.every(({ bits }) => bits === 2));
  t.true(rows.every(({ divergence }) => divergence >= 0));
});

test('The fewer bits, the farther from the float network.', async (t) => {
  const rows = await measure([1, 4, 8]);
  for (const name of ['conv2', 'dense1']) {
    const own = rows.filter((row) => row.name === name).map(({ divergence }) => divergence);
    t.true(own[0] > own[1] && own[1] > own[2], `${name}: ${own.join(' > ')}`);
  }
});
