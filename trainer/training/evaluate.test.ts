import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { selectBackend } from '../backend/index.js';
import type { Split } from '../data/index.js';
import { evaluate } from './evaluate.js';

test.before(async () => {
  await selectBackend();
});

/** Answers 1 where the only pixel is bright, 0 where it is dark. */
function brightness(): tf.LayersModel {
  const dense = tf.layers.dense({ units: 2 });
  const model = tf.sequential({ layers: [tf.layers.flatten({ inputShape: [1, 1, 1] }), dense] });
  dense.setWeights([tf.tensor2d([[-1, 1]]), tf.tensor1d([0.5, -0.5])]);
  return model;
}

/** Four of class 0, of which three are read rightly, and one of class 1, read wrongly. */
const split: Split = {
  images: Uint8Array.of(0, 0, 255, 0, 0),
  labels: Uint8Array.of(0, 1, 0, 0, 0),
  count: 5,
};

const rows: [title: string, split: Split, accuracy: number, classMean: number][] = [
  ['all images count', split, 3 / 5, 3 / 8],
  ['the first images alone are representative', { ...split, representative: 2 }, 1 / 2, 3 / 8],
  ['there are none', { images: new Uint8Array(0), labels: new Uint8Array(0), count: 0 }, 0, 0],
];

for (const [title, images, accuracy, classMean] of rows) {
  test(`accuracy and the classes’ mean where ${title}`, async (t) => {
    t.deepEqual(await evaluate(brightness(), images), { accuracy, classMean });
  });
}
