import test from 'ava';
import { scatterChart } from './scatter-chart.js';

const svg = scatterChart({
  title: 'Cost <1>',
  xTitle: 'bytes',
  yTitle: 'nats',
  formatX: String,
  formatY: String,
  groups: [
    {
      label: 'front',
      tone: 'first',
      joined: true,
      points: [
        { x: 0, y: 4 },
        { x: 5, y: 2 },
        { x: 10, y: 0, label: '8 bits' },
      ],
    },
    { label: 'chosen', tone: 'second', points: [{ x: 5, y: 2 }] },
  ],
});

test('Points lie where their values say, the greater x to the right, the greater y above.', (t) => {
  const places = [...svg.matchAll(/cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [+x, +y]);
  t.is(places.length, 4);
  t.is(places[1][0] - places[0][0], places[2][0] - places[1][0]);
  t.true(places[0][1] < places[1][1] && places[1][1] < places[2][1]);
  t.deepEqual(places[3], places[1]);
});

test('Only joined groups have a line; labels and titles have no live markup.', (t) => {
  t.is([...svg.matchAll(/<polyline/g)].length, 1);
  t.regex(svg, />8 bits<\/text>/);
  t.regex(svg, /Cost &lt;1&gt;/);
});
