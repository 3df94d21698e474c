import test from 'ava';
import type { Tensor } from '../../codegen/index.js';
import { compareValues } from './compare-values.js';

const codes = (bits: number): Tensor => ({
  ...{ type: 'codes', name: 'relu', shape: [1, 1, 1], bits, zeroPoint: 0, scale: 1 },
});
const logits: Tensor = { type: 'int32', name: 'logits', shape: [1, 1, 1], scale: 1 };

interface Row {
  readonly title: string;
  readonly tensor: Tensor;
  /** Of the trainer, in steps before rounding. */
  readonly position: number;
  readonly trainer: number;
  readonly reference: number;
  readonly as: 'equal' | 'ties' | 'mismatches';
}

const rows: Row[] = [
  {
    title: 'The same code is equal, wherever the trainer’s value stood.',
    ...{ tensor: codes(2), position: 0.9, trainer: 1, reference: 1, as: 'equal' },
  },
  {
    title: 'Of 2 bits, a neighbour is a tie up to 2^-12 of a step from the threshold.',
    ...{ tensor: codes(2), position: 1.5 - 2 ** -12, trainer: 1, reference: 2, as: 'ties' },
  },
  {
    title: 'Of 2 bits, a neighbour is a mismatch beyond it.',
    ...{ tensor: codes(2), position: 1.5 - 2 ** -11.9, trainer: 1, reference: 2, as: 'mismatches' },
  },
  {
    title:
      'Of 8 bits, a neighbour is a tie where a sum of great terms that cancel out was rounded.',
    ...{ tensor: codes(8), position: 69.4997307561729, trainer: 69, reference: 70, as: 'ties' },
  },
  {
    title: 'Of 8 bits, a neighbour is a mismatch from 2^-11 of a step on.',
    ...{
      tensor: codes(8),
      position: 69.5 - 2 ** -11,
      trainer: 69,
      reference: 70,
      as: 'mismatches',
    },
  },
  {
    title: 'A code that is no neighbour is a mismatch, however near the threshold.',
    ...{ tensor: codes(2), position: 1.5, trainer: 1, reference: 3, as: 'mismatches' },
  },
  {
    title: 'A value that is no number is a mismatch.',
    ...{ tensor: codes(2), position: NaN, trainer: 1, reference: 2, as: 'mismatches' },
  },
  {
    title: 'A logit is a tie up to 2^-17 of the greatest beyond half a step.',
    ...{ tensor: logits, position: 1000.5 + 2 ** -8, trainer: 1001, reference: 1000, as: 'ties' },
  },
  {
    title: 'A logit is a mismatch beyond it.',
    ...{ tensor: logits, position: 1000.52, trainer: 1001, reference: 1000, as: 'mismatches' },
  },
];

for (const { title, tensor, position, trainer, reference, as } of rows) {
  test(title, (t) => {
    const observed = {
      values: Int32Array.of(trainer),
      positions: Float64Array.of(position),
    };
    const { values, farthestTie, ...counts } = compareValues(
      tensor,
      observed,
      Int32Array.of(reference),
    );
    t.deepEqual(counts, { equal: 0, ties: 0, mismatches: 0, [as]: 1 });
    t.is(values, 1);
    t.is(farthestTie > 0, as === 'ties');
  });
}
