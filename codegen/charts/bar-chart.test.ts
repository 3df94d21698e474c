import test from 'ava';
import { barChart } from './bar-chart.js';

test('Bars of a chart are to one scale, and negative values have none.', (t) => {
  const row = (value: number) => ({ label: 'a', value, tone: 'first' as const });
  const svg = barChart({ title: 'b', rows: [row(1), row(4), row(-1)], format: String });
  const widths = [...svg.matchAll(/width="([\d.]+)" height/g)].map(([, width]) => Number(width));
  t.deepEqual([4 * widths[0], widths[2]], [widths[1], 0]);
});
