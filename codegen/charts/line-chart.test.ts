import test from 'ava';
import { lineChart } from './line-chart.js';

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
