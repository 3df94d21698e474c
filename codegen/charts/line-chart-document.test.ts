import test from 'ava';
import { lineChartDocument } from './line-chart-document.js';

const base = { ends: ['epoch 1', 'epoch 3'], format: (value: number) => value.toFixed(1) } as const;

test('A file of charts has each with its title, and every series by name.', (t) => {
  const series = [
    { label: 'a', tone: 'first' as const, values: [0, 1] },
    { label: 'b', tone: 'second' as const, values: [1, 3], dashed: true },
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
