import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { softQuantize } from './soft-quantize.js';
import { methodNames, type MethodName } from './methods.js';

await tf.setBackend('cpu');

/** The point at which a gradient is taken: one value and its quantizer's parameters. */
interface Point {
  readonly x: number;
  readonly lower: number;
  readonly upper: number;
  readonly alpha: number;
}

type Variable = keyof Point;

const variables: readonly Variable[] = ['x', 'lower', 'upper', 'alpha'];
const allBits = [1, 2, 3, 4, 5, 6, 7, 8];

/** Q_S of the paper's equations 3–8, in double precision. */
function softStaircase({ x, lower, upper, alpha }: Point, bits: number): number {
  if (x < lower) return lower;
  if (x > upper) return upper;
  const step = (upper - lower) / (2 ** bits - 1);
  const interval = Math.min(Math.floor((x - lower) / step), 2 ** bits - 2);
  const centre = lower + (interval + 0.5) * step;
  const k = Math.log(2 / alpha - 1) / step;
  const phi = Math.tanh(k * (x - centre)) / (1 - alpha);
  return lower + step * (interval + (phi + 1) / 2);
}

function finiteDifference(point: Point, variable: Variable, bits: number): number {
  const h = 1e-6;
  const at = (offset: number) =>
    softStaircase({ ...point, [variable]: point[variable] + offset }, bits);
  return (at(h) - at(-h)) / (2 * h);
}

function gradients(
  { x, lower, upper, alpha }: Point,
  bits: number,
  method: MethodName = 'dsq',
): Record<Variable, number> {
  return tf.tidy(() => {
    const quantized = tf.grads((...tensors: tf.Tensor[]) => {
      const [values, l, u, a] = tensors as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Scalar];
      return softQuantize({ values, lower: l, upper: u, alpha: a, bits, method });
    });
    const found = quantized([
      tf.tensor1d([x]),
      tf.scalar(lower),
      tf.scalar(upper),
      tf.scalar(alpha),
    ]);
    const numbers = found.map((gradient) => gradient.dataSync()[0]);
    return Object.fromEntries(variables.map((name, i) => [name, numbers[i]])) as Record<
      Variable,
      number
    >;
  });
}

/**
 * The place in an interval is a difference of codes, which float32 knows to 2^bits · 1e-7. The
 * gradient by α is in units of the step.
 */
function toleranceOf({ lower, upper }: Point, variable: Variable, bits: number): number {
  const unit = variable === 'alpha' ? (upper - lower) / (2 ** bits - 1) : 1;
  return unit * (1e-4 + 2 ** bits * 4e-6);
}

/** Places inside some intervals of every width, away from the levels where Q_S has its kinks. */
function pointsOf(bits: number): Point[] {
  const greatest = 2 ** bits - 1;
  const intervals = [...new Set([0, Math.floor(greatest / 2), greatest - 1])];
  return [0.05, 0.2, 0.45].flatMap((alpha) =>
    intervals.flatMap((interval) =>
      [0.1, 0.35, 0.5, 0.62, 0.9].map((place) => {
        const [lower, upper] = [-0.7, 1.6];
        const x = lower + ((interval + place) * (upper - lower)) / greatest;
        return { x, lower, upper, alpha };
      }),
    ),
  );
}

for (const bits of allBits) {
  test(`at ${bits} bits the dsq gradient by every input is the finite difference of the soft staircase`, (t) => {
    for (const point of pointsOf(bits)) {
      const found = gradients(point, bits);
      for (const variable of variables) {
        const expected = finiteDifference(point, variable, bits);
        const tolerance = toleranceOf(point, variable, bits) * Math.max(1, Math.abs(expected));
        t.true(
          Math.abs(found[variable] - expected) < tolerance,
          `by ${variable} at ${JSON.stringify(point)}: ${found[variable]}, not ${expected}`,
        );
      }
    }
  });

  test(`at ${bits} bits values outside the range move only the end that they are clipped to`, (t) => {
    const range = { lower: -0.7, upper: 1.6, alpha: 0.2 };
    const rounded = (point: Point) =>
      Object.values(gradients(point, bits)).map((value) => Math.round(value * 1e4) / 1e4 + 0);
    t.deepEqual(rounded({ ...range, x: -0.9 }), [0, 1, 0, 0]);
    t.deepEqual(rounded({ ...range, x: 1.9 }), [0, 0, 1, 0]);
  });

  test(`at ${bits} bits forward is the hard staircase, to the last bit, for every method`, (t) => {
    const [lower, upper] = [Math.fround(-0.7), Math.fround(1.6)];
    const inputs = Float32Array.from({ length: 2001 }, (_, i) => -1 + i * 0.0015);
    const expected = inputs.map((x) => hardStaircase(x, lower, upper, bits));
    for (const method of methodNames) {
      const quantized = tf.tidy(() =>
        softQuantize({
          values: tf.tensor1d(inputs),
          lower: tf.scalar(lower),
          upper: tf.scalar(upper),
          alpha: tf.scalar(0.2),
          bits,
          method,
        }).dataSync<'float32'>(),
      );
      t.deepEqual(quantized, expected);
    }
    t.is(new Set(expected).size, 2 ** bits);
  });
}

/** Every operation rounded to 32 bits, as the tensors' are. */
function hardStaircase(x: number, lower: number, upper: number, bits: number): number {
  const greatest = 2 ** bits - 1;
  const { fround } = Math;
  const step = fround(fround(upper - lower) / greatest);
  const position = fround(fround(x - lower) / step);
  const code = Math.floor(fround(Math.min(Math.max(position, 0), greatest) + 0.5));
  return fround(fround(code * step) + lower);
}

test('half a step between two levels counts as the upper one', (t) => {
  const quantized = softQuantize({
    values: tf.tensor1d([0.5, 1.5, 2.5, 0.49]),
    upper: tf.scalar(3),
    alpha: tf.scalar(0.2),
    bits: 2,
    method: 'lsq',
  });
  t.deepEqual([...quantized.dataSync()], [1, 2, 3, 0]);
});

test('with slope 1 the range gradients are those of LSQ, and ste has none', (t) => {
  const point = { x: 0.4, lower: 0, upper: 1.5, alpha: 0.2 };
  const lsq = gradients(point, 2, 'lsq');
  t.is(lsq.x, 1);
  t.true(Math.abs(lsq.upper - (1 - 0.8) / 3) < 1e-6, 'rounded minus real position, over n');
  t.is(lsq.alpha, 0);
  t.deepEqual(gradients(point, 2, 'ste'), { x: 1, lower: 0, upper: 0, alpha: 0 });
});

const places = { inside: 0.4, above: 2, below: -1 };

const rangeTable: readonly [MethodName, keyof typeof places, [lower: number, upper: number]][] = [
  ['pact', 'inside', [0, 0]],
  ['pact', 'above', [0, 1]],
  ['pact', 'below', [1, 0]],
  ['ste', 'above', [0, 0]],
  ['dsq-alpha', 'inside', [0, 0]],
  ['dsq-alpha', 'below', [0, 0]],
  ['dsq-fixed', 'above', [0, 0]],
];

for (const [method, place, expected] of rangeTable) {
  test(`${method} moves the ends of the range by ${expected.join(' and ')} for a value ${place}`, (t) => {
    const point = { x: places[place], lower: -0.5, upper: 1.5, alpha: 0.2 };
    const { lower, upper } = gradients(point, 2, method);
    t.deepEqual([lower + 0, upper + 0], expected);
  });
}

for (const method of ['dsq-alpha', 'dsq-fixed', 'dsq-binary'] as const) {
  test(`${method} has the slope of dsq, and its gradient by α`, (t) => {
    for (const point of pointsOf(2)) {
      const { x, alpha } = gradients(point, 2, method);
      const dsq = gradients(point, 2, 'dsq');
      t.deepEqual([x, alpha], [dsq.x, dsq.alpha]);
    }
  });
}

test('the dsq gradient is not the straight-through one and tends to it as α grows to ½', (t) => {
  const deviation = (alpha: number): number => {
    const slopes = pointsOf(2).map(
      ({ x, lower, upper }) => gradients({ x, lower, upper, alpha }, 2).x,
    );
    return Math.max(...slopes.map((slope) => Math.abs(slope - 1)));
  };
  const deviations = [0.02, 0.1, 0.2, 0.3, 0.4, 0.4999].map(deviation);
  t.true(deviations[0] > 1.3, `${deviations[0]} at α = 0.02`);
  t.deepEqual(
    deviations,
    [...deviations].sort((a, b) => b - a),
  );
  t.true(deviations.at(-1)! < 0.14, `${deviations.at(-1)} at the limit, where K is ln 3 and not 0`);
});

test('the slope has mean 1 over an interval: it is raised at thresholds and lowered near levels', (t) => {
  const count = 1000;
  const values = tf.tensor1d(Array.from({ length: count }, (_, i) => (1 + (i + 0.5) / count) / 3));
  const [slopes] = gradientOfSum(values, tf.scalar(1));
  const mean = slopes.reduce((sum, slope) => sum + slope, 0) / count;
  t.true(Math.abs(mean - 1) < 1e-4, `mean ${mean}`);
  t.true(slopes[count / 2] > 1.2 && slopes[0] < 0.6);
});

function gradientOfSum(values: tf.Tensor, upper: tf.Tensor): Float32Array[] {
  return tf.tidy(() =>
    tf
      .grads((x, u) =>
        softQuantize({ values: x, upper: u, alpha: tf.scalar(0.2), bits: 2, method: 'dsq' }),
      )([values, upper])
      .map((gradient) => gradient.dataSync<'float32'>()),
  );
}

test('a range for each channel gets the gradient that a quantizer of that channel alone would get', (t) => {
  const values = tf.randomUniform([4, 3, 2], 0, 1.5, 'float32', 7);
  const uppers = tf.tensor([0.8, 1.1], [1, 1, 2]);
  const [byValue, byUpper] = gradientOfSum(values, uppers);
  t.is(byValue.length, values.size);
  for (const channel of [0, 1]) {
    const one = tf.slice(values, [0, 0, channel], [4, 3, 1]);
    const [, expected] = gradientOfSum(one, tf.scalar([0.8, 1.1][channel]));
    t.true(Math.abs(byUpper[channel] - expected[0]) < 1e-5);
  }
});

test('a training step on a quantizer leaves no tensor behind', (t) => {
  const values = tf.randomNormal([64], 0, 1, 'float32', 1);
  const upper = tf.scalar(1);
  const before = tf.memory().numTensors;
  gradientOfSum(values, upper);
  t.is(tf.memory().numTensors, before);
});
