import * as tf from '@tensorflow/tfjs';
import type { FusedOps } from '../backend/index.js';
import { checkFusedOps as check } from '../backend/testing/check-fused-ops.js';
import { fusedQuantize } from './fused-quantize.js';
import { methodNames, type MethodName } from './methods.js';
import { composedQuantize, type QuantizeValues } from './quantizer.js';
import type { RangeName } from './ranges.js';

interface Case {
  readonly title: string;
  readonly shape: number[];
  readonly rangeShape: number[];
  readonly range: RangeName;
}

/** Sizes that fill whole rows of lanes and chunks, and ones that leave a rest. */
const cases: readonly Case[] = [
  { title: 'activations', shape: [7, 33, 31, 16], rangeShape: [], range: 'unsigned' },
  { title: 'a single value', shape: [1], rangeShape: [], range: 'unsigned' },
  { title: 'signed activations', shape: [4, 8, 8, 32], rangeShape: [], range: 'signed' },
  { title: 'a kernel', shape: [3, 3, 5, 24], rangeShape: [1, 1, 1, 24], range: 'symmetric' },
  { title: 'a dense kernel', shape: [300, 700], rangeShape: [1, 700], range: 'symmetric' },
  {
    title: 'a depthwise kernel',
    shape: [3, 3, 12, 2],
    rangeShape: [1, 1, 12, 2],
    range: 'symmetric',
  },
];

const widths = [1, 2, 3, 4, 8];

interface Outcome {
  readonly value: Float32Array;
  readonly gradients: Float32Array[];
}

function outcome(inputs: QuantizeValues, ops: FusedOps | null): Outcome {
  return tf.tidy(() => {
    const { values, range, alphaParameter } = inputs;
    const weighting = tf.randomNormal(values.shape, 0, 1, 'float32', 5);
    const quantize = (x: tf.Tensor, r: tf.Tensor, a: tf.Tensor): tf.Tensor => {
      const given = { ...inputs, values: x, range: r, alphaParameter: a };
      return ops ? fusedQuantize(ops, given) : composedQuantize(given);
    };
    const { value, grads } = tf.valueAndGrads((x, r, a) =>
      tf.sum(tf.mul(quantize(x, r, a), weighting)),
    )([values, range, alphaParameter!]);
    value.dispose();
    return {
      value: quantize(values, range, alphaParameter!).dataSync<'float32'>(),
      gradients: grads.map((gradient) => gradient.dataSync<'float32'>()),
    };
  });
}

function inputsOf(
  { shape, rangeShape, range }: Case,
  bits: number,
  method: MethodName,
): QuantizeValues {
  return {
    values: tf.randomNormal(shape, 0.3, 1, 'float32', bits),
    range: tf.randomUniform(rangeShape, -0.5, 0.5, 'float32', 3),
    alphaParameter: tf.scalar(-0.8),
    spec: { bits, method, range },
    factor: 0.01,
  };
}

/** Sums over many numbers differ by rounding; single numbers by a few units in the last place. */
function largestError(found: Float32Array, expected: Float32Array): number {
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
  const errors = found.map((value, i) => Math.abs(value - expected[i]) / scale);
  return errors.reduce((most, error) => Math.max(most, error), 0);
}

for (const row of cases) {
  for (const bits of widths.filter((width) => row.range !== 'signed' || width > 1)) {
    check(
      `${row.title} at ${bits} bits: levels to the bit, gradients but for rounding`,
      (t, ops) => {
        for (const method of methodNames) {
          const inputs = inputsOf(row, bits, method);
          const [found, expected] = [outcome(inputs, ops), outcome(inputs, null)];
          t.deepEqual(found.value, expected.value, method);
          ['values', 'range', 'α'].forEach((name, i) => {
            const error = largestError(found.gradients[i], expected.gradients[i]);
            t.true(error < 2e-4, `${method} by ${name}: ${error}`);
          });
        }
      },
    );
  }
}

check(`an α at the end of its range learns no further`, (t, ops) => {
  const inputs = { ...inputsOf(cases[2], 2, 'dsq'), alphaParameter: tf.scalar(-13) };
  t.is(outcome(inputs, ops).gradients[2][0], 0);
});

check(`a value that is not a number stays one, so that a divergence is noticed`, (t, ops) => {
  const inputs = { ...inputsOf(cases[0], 2, 'dsq'), values: tf.tensor1d([1, Number.NaN]) };
  t.true(Number.isNaN(outcome(inputs, ops).value[1]));
});

check(`ranges that do not fit the values are refused`, (t, ops) => {
  const inputs = { ...inputsOf(cases[0], 2, 'dsq'), range: tf.zeros([5]) };
  t.throws(() => fusedQuantize(ops, inputs), { message: /one range, or one for each channel/ });
});

check(`a quantization and its gradient leave no tensor behind`, (t, ops) => {
  const inputs = inputsOf(cases[2], 2, 'dsq');
  const before = tf.memory().numTensors;
  outcome(inputs, ops);
  t.is(tf.memory().numTensors, before);
});
