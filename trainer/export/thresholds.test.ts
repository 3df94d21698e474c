import test from 'ava';
import { toFixedPoint } from './fixed-point.js';
import { thresholdsOf } from './thresholds.js';

const bounds = { min: -50, max: 60 };

const rows: readonly (readonly [string, number, number])[] = [
  ['a gain of a tenth', 0.1, 0.3],
  ['a gain that skips codes', 2.5, -1],
  ['a gain that makes exact halves', 0.5, 0],
  ['a tiny gain', 1e-30, 1.2],
  ['a huge gain', 1e30, -5],
  ['no gain and a low offset', 0, -3],
  ['no gain and a middle offset', 0, 1.5],
];

for (const [title, gain, offset] of rows) {
  test(`with ${title} the thresholds passed are the rounded and clipped real value, at every accumulator`, (t) => {
    const affine = { gains: Float64Array.of(gain), offsets: Float64Array.of(offset) };
    const thresholds = thresholdsOf({ affine, greatestCode: 3, bounds });
    t.deepEqual(thresholds, thresholds.slice().sort());
    for (let accumulator = bounds.min; accumulator <= bounds.max; accumulator++) {
      const rounded = Math.floor(gain * accumulator + offset + 0.5);
      const passed = thresholds.filter((threshold) => accumulator >= threshold).length;
      t.is(passed, Math.min(Math.max(rounded, 0), 3), `accumulator ${accumulator}`);
    }
  });
}

test('fixed-point rows share a shift, use 31 bits and stay within the error that these allow', (t) => {
  const real = [
    { gains: [0.0123, 0.7], offset: 3.25 },
    { gains: [1e-5, 0.7], offset: -1 },
  ];
  const { shift, multipliers, biases } = toFixedPoint('row', real, [1e5, 255]);
  t.true(Math.max(...multipliers.flat()) < 2 ** 31 && Math.max(...multipliers.flat()) >= 2 ** 30);
  real.forEach(({ gains, offset }, row) => {
    const exact = gains[0] * 98_765 + gains[1] * -77 + offset;
    const sum = multipliers[row][0] * 98_765 + multipliers[row][1] * -77 + Number(biases[row]);
    t.true(Math.abs(sum / 2 ** shift - exact) <= (1e5 + 255 + 1) * 2 ** -(shift + 1));
  });
});

test('what no shift can hold is a coded error with the figure', (t) => {
  const error = t.throws(() => toFixedPoint('conv7', [{ gains: [1e20], offset: 0 }], [1]));
  t.like(error, { code: 'SB_EXPORT_RANGE' });
  t.regex(error.message, /"conv7".*1\.0e\+20/);
});
