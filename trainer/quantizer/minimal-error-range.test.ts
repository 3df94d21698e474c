import test from 'ava';
import { minimalErrorUpper } from './minimal-error-range.js';
import { codeOf, rangeKinds, stepOf, type RangeName } from './ranges.js';

test('one bit of two values ±c is fitted without error', (t) => {
  t.is(minimalErrorUpper([0.5, -0.5, 0.5], 'symmetric', 1, 1), 0.5);
});

test('an outlier is clipped when that costs less than coarse levels for all others', (t) => {
  const values = Array.from({ length: 1000 }, (_, i) => (i % 100) / 100);
  const upper = minimalErrorUpper([...values, 4], 'unsigned', 2, 1);
  t.true(upper > 0.7 && upper < 1.2, `${upper}`);
});

test('negative values do not count for an unsigned range', (t) => {
  const upper = minimalErrorUpper([-100, 1, 2, 3], 'unsigned', 2, 1);
  t.is(upper, 3);
});

test('where every value is zero, or there is none, the given range is taken', (t) => {
  t.is(minimalErrorUpper([0, 0], 'symmetric', 4, 1e-6), 1e-6);
  t.is(minimalErrorUpper([], 'unsigned', 4, 1), 1);
  t.is(minimalErrorUpper([-1], 'unsigned', 4, 1), 1);
});

const zeros: readonly (readonly [RangeName, number, number | null])[] = [
  ['unsigned', 1, 0],
  ['unsigned', 8, 0],
  ['signed', 2, 2],
  ['signed', 8, 128],
  ['symmetric', 2, null],
];

for (const [range, bits, code] of zeros) {
  test(`a ${range} range of ${bits} bits ${code === null ? 'has no level' : `has code ${code}`} at 0`, (t) => {
    const step = stepOf(1.5, range, bits);
    const offset = rangeKinds[range].offset(bits);
    t.is(Number.isInteger(offset) ? codeOf(0, step, range, bits) : null, code);
    t.is((2 ** bits - 1 - offset) * step, 1.5);
  });
}
