import test from 'ava';
import { histogram } from './histogram.js';

test('Bars of a histogram are as high as their counts, the greatest as high as the plot.', (t) => {
  const svg = histogram({ title: 'w', counts: [0, 2, 1], least: -1, greatest: 1, rules: [] });
  const heights = [...svg.matchAll(/height="([\d.]+)"\/>/g)].map(([, height]) => Number(height));
  t.is(heights[0], 0);
  t.is(heights[1], 2 * heights[2]);
});

test('Rules of a histogram stand at their values.', (t) => {
  const svg = histogram({ title: 'w', counts: [1], least: -2, greatest: 2, rules: [-2, 0, 2] });
  const places = [...svg.matchAll(/class="rule" x1="([\d.]+)"/g)].map(([, x]) => Number(x));
  t.is(places.length, 3);
  t.is(places[1] - places[0], places[2] - places[1]);
});
