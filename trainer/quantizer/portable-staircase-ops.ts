import * as tf from '@tensorflow/tfjs';
import type { StaircaseOps } from './staircase-ops.js';
import { sumTo } from './sum-to.js';

/** What every backend has. */
export const portableStaircaseOps: StaircaseOps = {
  code: (position, bits) => tf.floor(tf.add(tf.clipByValue(position, 0, 2 ** bits - 1), 0.5)),
  mask: ({ dy, position, bits, shape }) => {
    const greatest = 2 ** bits - 1;
    const clipped = tf.clipByValue(position, 0, greatest);
    const inside = tf.mul(dy, tf.cast(tf.equal(position, clipped), 'float32'));
    const outside = tf.sub(dy, inside);
    const above = tf.div(sumTo(tf.mul(outside, clipped), shape), greatest);
    return { inside, below: tf.sub(sumTo(outside, shape), above), above };
  },
  tanhGradient: (t, dy) => tf.sub(dy, tf.mul(tf.mul(dy, t), t)),
};
