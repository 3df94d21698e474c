import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { selectBackend } from '../backend/index.js';
import { nativeStaircaseOps } from './native-staircase-ops.js';
import { portableStaircaseOps } from './portable-staircase-ops.js';
import { staircaseOps } from './staircase-ops.js';

const { name: backend } = await selectBackend();

/** Positions on every threshold, on every level, beside them, at both ends and far outside. */
function positionsOf(bits: number): tf.Tensor {
  const greatest = 2 ** bits - 1;
  const marks = Array.from({ length: 4 * greatest + 9 }, (_, i) => (i - 4) / 4);
  const nudged = marks.flatMap((mark) => [mark, mark * (1 + 2e-7), mark * (1 - 2e-7)]);
  return tf.tensor1d([...nudged, -1e6, 1e6]);
}

const valuesOf = (tensor: tf.Tensor): number[] => [...tensor.dataSync()].map((value) => value + 0);

for (const bits of [1, 2, 3, 4, 5, 6, 7, 8]) {
  const check = backend === 'native' ? test : test.skip;
  check(`at ${bits} bits TensorFlow’s quantizer gives codes and masks to the bit`, (t) => {
    t.is(staircaseOps(), nativeStaircaseOps);
    tf.tidy(() => {
      const position = positionsOf(bits);
      const dy = tf.randomUniform(position.shape, -1, 1, 'float32', bits);
      const [native, portable] = [nativeStaircaseOps, portableStaircaseOps].map((ops) => ({
        code: valuesOf(ops.code(position, bits)),
        mask: ops.mask({ dy, position, bits, shape: [1] }),
      }));
      t.deepEqual(native.code, portable.code);
      t.is(new Set(native.code).size, 2 ** bits);
      t.deepEqual(valuesOf(native.mask.inside), valuesOf(portable.mask.inside));
      for (const end of ['below', 'above'] as const) {
        const [found, expected] = [native, portable].map(({ mask }) => valuesOf(mask[end])[0]);
        t.true(Math.abs(found - expected) < 1e-5, `${end}: ${found}, not ${expected}`);
      }
    });
  });
}

test('the mask takes a gradient apart by range, each channel with its own', (t) => {
  tf.tidy(() => {
    const position = tf.tensor2d([
      [-0.1, 0],
      [3, 3.1],
      [1.4, 7],
    ]);
    const dy = tf.tensor2d([
      [1, 2],
      [4, 8],
      [16, 32],
    ]);
    const { inside, below, above } = staircaseOps().mask({ dy, position, bits: 2, shape: [1, 2] });
    t.deepEqual(valuesOf(inside), [0, 2, 4, 0, 16, 0]);
    t.deepEqual(
      [valuesOf(below), valuesOf(above)],
      [
        [1, 0],
        [0, 40],
      ],
    );
  });
});

test('the gradient of a hyperbolic tangent is its own, and no operation leaves a tensor behind', (t) => {
  const x = tf.linspace(-3, 3, 25);
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const expected = tf.grad((values) => tf.tanh(values))(x);
    const found = staircaseOps().tanhGradient(tf.tanh(x), tf.onesLike(x));
    const furthest = tf.max(tf.abs(tf.sub(found, expected))).dataSync()[0];
    t.true(furthest < 1e-6, String(furthest));
    staircaseOps().code(x, 2);
    staircaseOps().mask({ dy: x, position: x, bits: 2, shape: [] });
  });
  t.is(tf.memory().numTensors, before);
});
