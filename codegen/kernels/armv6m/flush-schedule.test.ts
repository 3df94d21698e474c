import test from 'ava';
import { everyFieldFits, flushSchedule, packSteps } from './flush-schedule.js';
import { packedStores } from './packed-stores.js';
import { dotForms, polynomialForm } from './tile-form.js';

const greatest = Array.from({ length: 24 }, () => [3, 3, 3]);

test('sums are flushed before a field could exceed its limit', (t) => {
  const bound = { form: polynomialForm, greatestInput: 3, channels: [greatest] };
  t.true(everyFieldFits({ ...bound, steps: 9 }), '9 steps reach 243');
  t.false(everyFieldFits({ ...bound, steps: 10 }), '10 steps reach 270');
  t.deepEqual(flushSchedule(polynomialForm, 2, 3, [greatest]), { raws: 2, steps: 8, flushes: 3 });
});

test('one heavy channel is enough for flushes to come sooner', (t) => {
  const light = greatest.map(() => [0, 1, 0]);
  t.is(flushSchedule(polynomialForm, 2, 3, [light])?.steps, 24);
  t.is(flushSchedule(polynomialForm, 2, 3, [light, greatest])?.steps, 8);
});

test('a form is refused where not one word of weights fits', (t) => {
  const [four] = dotForms;
  t.is(flushSchedule(four, 4, 15, [[[15, 15, 15, 15]]]), undefined);
});

test('words of weights lie field by field side by side', (t) => {
  const steps = [
    [1, 2, 3],
    [3, 0, 1],
  ];
  const schedule = { raws: 1, steps: 4, flushes: 1 };
  t.deepEqual(
    [...packSteps(polynomialForm, 2, [steps], schedule)],
    [0b0111_00000010_00001101 & 0xffffff],
  );
});

test('four codes of two bits come together in a byte', (t) => {
  const [expression] = packedStores(2)!.bytes;
  t.is(expression, '(word * 0x01041040u) >> 24');
  for (let byte = 0; byte < 256; byte++) {
    const codes = [0, 2, 4, 6].map((shift) => (byte >> shift) & 3);
    const word = codes.reduceRight((sum, code) => sum * 256 + code, 0);
    t.is(Math.imul(word, 0x01041040) >>> 24, byte);
  }
});
