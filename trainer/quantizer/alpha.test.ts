import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { alphaOf, initialAlphaParameter } from './alpha.js';
import { quantize, readAlpha, readUppers, type Quantizer } from './quantizer.js';

await tf.setBackend('cpu');

test('α starts at the paper’s 0.2', (t) => {
  t.true(Math.abs(alphaOf(tf.scalar(initialAlphaParameter)).dataSync()[0] - 0.2) < 1e-7);
});

for (const parameter of [-1e30, -1000, -100, -12, 0, 12, 100, 1000, 1e30]) {
  test(`α lies strictly between 0 and ½ at a = ${parameter}, and the gradient stays finite`, (t) => {
    const quantizer = makeQuantizer(parameter);
    const gradients = gradientsOf(quantizer);
    const alpha = readAlpha(quantizer)!;
    t.true(alpha > 0 && alpha < 0.5, `α is ${alpha}`);
    t.true(gradients.every(Number.isFinite), `gradients ${gradients.join()}`);
  });
}

test('thousands of steps that drive α and the range out of bounds leave both inside and finite', (t) => {
  for (const direction of [1, -1]) {
    const quantizer = makeQuantizer(initialAlphaParameter);
    const { alpha, range } = quantizer as Required<typeof quantizer>;
    for (let step = 0; step < 2000; step++) {
      tf.tidy(() => {
        alpha.write(tf.add(alpha.read(), 0.05 * direction));
        range.write(tf.add(range.read(), -0.005));
      });
    }
    const value = readAlpha(quantizer)!;
    t.true(value > 0 && value < 0.5, `α is ${value}`);
    t.true(readUppers(quantizer)[0] > 0);
    t.true(gradientsOf(quantizer).every(Number.isFinite));
  }
});

interface TestQuantizer extends Quantizer {
  readonly values: readonly tf.Variable[];
}

function makeQuantizer(alphaParameter: number): TestQuantizer {
  const parameter = (value: number) => {
    const variable = tf.variable(tf.scalar(value));
    return {
      variable,
      read: () => variable,
      write: (next: tf.Tensor) => variable.assign(next as tf.Scalar),
    };
  };
  const [range, alpha] = [parameter(0), parameter(alphaParameter)];
  const spec = { bits: 2, method: 'dsq', range: 'symmetric' } as const;
  return { name: 'test', spec, range, alpha, values: [range.variable, alpha.variable] };
}

function gradientsOf(quantizer: TestQuantizer): number[] {
  return tf.tidy(() => {
    const values = tf.linspace(-1.5, 1.5, 31);
    const loss = () => tf.sum<tf.Scalar>(tf.square(quantize(quantizer, values, 31)));
    const { grads } = tf.variableGrads(loss, [...quantizer.values]);
    return Object.values(grads).map((gradient) => gradient.dataSync()[0]);
  });
}
