import test from 'ava';
import { lineChart, lineChartDocument } from './line-chart.js';

const base = {
  title: 'Loss',
  ends: ['epoch 1', 'epoch 3'] as const,
  format: (value: number) => value.toFixed(1),
};

test('Points go from left to right, and greater values stand higher.', (t) => {
  const svg = lineChart({ ...base, series: [{ label: 'a', tone: 'first', values: [0, 1, 2] }] });
  const points = /points="([^"]*)"/
    .exec(svg)![1]
    .split(' ')
    .map((point) => point.split(',').map(Number));
  t.is(points.length, 3);
  t.true(points[0][0] < points[1][0] && points[1][0] < points[2][0]);
  t.true(points[0][1] > points[1][1] && points[1][1] > points[2][1]);
});

test('A gap leaves its point out and keeps the places of the others.', (t) => {
  const svg = lineChart({ ...base, series: [{ label: 'a', tone: 'first', values: [null, 1, 2] }] });
  t.is(/points="([^"]*)"/.exec(svg)![1].split(' ').length, 2);
});

test('A constant series is drawn without a division by zero.', (t) => {
  const svg = lineChart({ ...base, series: [{ label: 'a', tone: 'first', values: [5, 5] }] });
  t.notRegex(svg, /NaN|Infinity/);
});

test('The legend tells each series’ last value.', (t) => {
  const svg = lineChart({
    ...base,
    series: [{ label: 'val', tone: 'second', values: [1, 2, null] }],
  });
  t.regex(svg, /<span class="second">val 2\.0<\/span>/);
});

test('A file of charts has each with its title, and every series by name.', (t) => {
  const series = [
    { label: 'a', tone: 'first' as const, values: [0, 1] },
    { label: 'b', tone: 'second' as const, values: [1, 3], dashed: true },
  ];
  const svg = lineChartDocument([
    { ...base, series },
    { ...base, title: 'Other <1>', series },
  ]);
  t.is([...svg.matchAll(/<text class="title"/g)].length, 2);
  t.regex(svg, /Other &lt;1&gt;/);
  t.regex(svg, /b 3\.0<\/text>/);
  t.regex(svg, /class="second dashed"/);
});
