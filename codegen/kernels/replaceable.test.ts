import test from 'ava';
import type { CodeTensor, Tensor } from '../model/graph.js';
import { mayReplace, replaceableResidual } from './replaceable.js';

const codes = (bits: number): CodeTensor => ({
  type: 'codes',
  name: `codes of ${bits} bits`,
  shape: [1, 1, 10],
  bits,
  zeroPoint: 0,
  scale: 1,
});
const integers: Tensor = { type: 'int32', name: '32-bit integers', shape: [1, 1, 10], scale: 1 };

const rows = [
  { input: codes(3), output: codes(3), expected: true },
  { input: codes(3), output: codes(1), expected: true },
  { input: codes(2), output: codes(3), expected: false },
  { input: codes(8), output: integers, expected: false },
];

for (const { input, output, expected } of rows) {
  const verb = expected ? 'may' : 'must not';
  test(`${output.name} ${verb} overwrite ${input.name}`, (t) => {
    t.is(mayReplace(input, output), expected);
    t.deepEqual(replaceableResidual([codes(8), input], output), expected ? [1] : []);
  });
}

test('the first input of a convolution is never overwritten', (t) => {
  t.deepEqual(replaceableResidual([codes(8)], codes(2)), []);
});
