import test from 'ava';
import fc from 'fast-check';
import { argmax } from '../../reference/run-model.js';
import { exponentFactor, probabilities } from './probabilities.js';

const rows: [title: string, outputs: number[], scale: number, expected: number[]][] = [
  ['Two equal outputs share, and the first stays the first', [5, 5], 1, [500, 500]],
  ['An output far behind has nothing', [0, 100], 1, [0, 1000]],
  ['A distance of ln 3 is three to one', [0, 1_098_612], 1e-6, [250, 750]],
  ['Of a lead too small to be seen the first greatest still wins', [0, 1], 1e-7, [499, 500]],
  ['A lead too small to be seen over what follows changes nothing', [1, 0], 1e-7, [500, 500]],
  ['The extremes of 32 bits are no overflow', [-(2 ** 31), 2 ** 31 - 1], 1e-12, [499, 501]],
  ['A scale so great that one unit decides', [7, 8, 7], 1e6, [0, 1000, 0]],
  ['A scale so small that nothing decides', [0, 1_000_000_000], 1e-30, [499, 500]],
];

for (const [title, outputs, scale, expected] of rows) {
  test(`${title}.`, (t) => {
    t.deepEqual(probabilities(Int32Array.from(outputs), scale), expected);
  });
}

const output = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const outputs = fc.array(output, { minLength: 1, maxLength: 20 });
const scales = fc.double({ min: 1e-12, max: 1, noNaN: true });

test('Every probability is within a thousandth of the softmax, but for what keeps the order.', (t) => {
  const near = fc.array(fc.integer({ min: 0, max: 4000 }), { minLength: 2, maxLength: 20 });
  fc.assert(
    fc.property(near, (values) => {
      const exact = softmax(values, 1e-3);
      return probabilities(Int32Array.from(values), 1e-3).every(
        (thousandths, index) => Math.abs(thousandths - 1000 * exact[index]) <= 1.5,
      );
    }),
    { numRuns: 2000 },
  );
  t.pass();
});

test('Whoever takes the first greatest probability takes the first greatest output.', (t) => {
  fc.assert(
    fc.property(outputs, scales, (values, scale) => {
      const thousandths = probabilities(Int32Array.from(values), scale);
      return thousandths.indexOf(Math.max(...thousandths)) === argmax(Int32Array.from(values));
    }),
    { numRuns: 2000 },
  );
  t.pass();
});

test('Of as many outputs as the link carries the greatest is not lost.', (t) => {
  const values = new Int32Array(8191);
  values[4000] = 1;
  const thousandths = probabilities(values, 1);
  t.is(thousandths[4000], 1);
  t.is(thousandths.indexOf(1), 4000);
});

test('The factor keeps 31 bits of the scale wherever a shift of 63 allows it.', (t) => {
  for (const scale of [1e-12, 3.5e-5, 0.7, 900]) {
    const { factor, shift } = exponentFactor(scale);
    t.true(factor >= 2 ** 30 && factor < 2 ** 31 && shift >= 0 && shift <= 63, `${scale}`);
    t.true(Math.abs(factor / 2 ** shift / (scale * Math.LOG2E * 2 ** 16) - 1) < 2 ** -30);
  }
});

function softmax(values: readonly number[], scale: number): number[] {
  const greatest = Math.max(...values);
  const weights = values.map((value) => Math.exp((value - greatest) * scale));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
