import test from 'ava';
import { resize } from './resize.js';

const opaque = (reds: readonly number[]): Uint8Array =>
  Uint8Array.from(reds.flatMap((red) => [red, 0, 0, 255]));

const rows = [
  { title: 'the same size', from: [1, 2], to: [1, 2], reds: [10, 20], expected: [10, 20] },
  { title: 'half the width', from: [1, 4], to: [1, 2], reds: [10, 20, 30, 50], expected: [15, 40] },
  {
    title: 'twice the width',
    from: [1, 2],
    to: [1, 4],
    reds: [0, 100],
    expected: [0, 25, 75, 100],
  },
  {
    title: 'twice the height',
    from: [2, 1],
    to: [4, 1],
    reds: [0, 100],
    expected: [0, 25, 75, 100],
  },
  { title: 'one pixel', from: [2, 2], to: [1, 1], reds: [10, 20, 30, 40], expected: [25] },
  { title: 'more than one pixel', from: [1, 1], to: [2, 2], reds: [9], expected: [9, 9, 9, 9] },
];

for (const { title, from, to, reds, expected } of rows) {
  test(`A picture is resized to ${title} by blending neighbours.`, (t) => {
    const picture = { height: from[0], width: from[1], rgba: opaque(reds) };
    const { height, width, rgba } = resize(picture, to[0], to[1]);
    t.deepEqual([height, width], to);
    t.deepEqual(rgba, opaque(expected));
  });
}
