import test from 'ava';
import { lineChartDocument } from './line-chart-document.js';

const base = { ends: ['epoch 1', 'epoch 3'], format: (value: number) => value.toFixed(1) } as const;

test('A file of charts has each with its title, and every series by name.', (t) => {
  const series = [
    { label: 'a', tone: 'first' as const, values: [0, 1] },
    { label: 'b', tone: 'second' as const, values: [1, 3], stroke: 'dashed' as const },
  ];
  const svg = lineChartDocument([
    { ...base, title: 'Loss', series },
    { ...base, title: 'Other <1>', series },
  ]);
  t.is([...svg.matchAll(/<text class="title"/g)].length, 2);
  t.regex(svg, /Other &lt;1&gt;/);
  t.regex(svg, /b 3\.0<\/text>/);
  t.regex(svg, /class="second dashed"/);
});

test('Charts with more series than a plot is high do not run into the next one.', (t) => {
  const series = Array.from({ length: 30 }, (_, index) => ({
    label: `a name of many letters ${index}`,
    tone: 'first' as const,
    values: [0, 1],
  }));
  const chart = { ...base, title: 'Loss', series };
  const svg = lineChartDocument([chart, chart]);
  const [, second] = [...svg.matchAll(/translate\(0 (\d+)\)"><text class="title"/g)];
  const lowest = Math.max(...[...svg.matchAll(/<text x="590" y="(\d+)"/g)].map(([, y]) => +y));
  t.true(Number(second[1]) > lowest, `${second[1]} > ${lowest}`);
  const width = Number(/viewBox="0 0 (\d+) /.exec(svg)![1]);
  t.true(width > 590 + 6 * 'a name of many letters 29 1.0'.length, `${width}`);
});
