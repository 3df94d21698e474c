import test from 'ava';
import { bitsPlot } from './bits-plot.js';
import { measuredBits, type BitsFigure } from './measure-bits.js';
import { measuredCores } from './measured-cores.js';
import { renderBitsDocument } from './render-bits-document.js';

const cores = measuredCores.filter(({ core }) => ['cortex-m4', 'cortex-a53'].includes(core));
const layers = ['conv3x3', 'conv1x1', 'depthwise', 'dense'] as const;

/** More bits cost more, but on the A53 three bits cost as much as nine would. */
const figures = cores.flatMap(({ core }) =>
  layers.flatMap((layer) =>
    measuredBits.map((bits): BitsFigure => {
      const cyclesPerMac = core === 'cortex-a53' && bits === 3 ? 0.9 : bits / 10;
      return {
        core,
        layer,
        bits,
        cyclesPerMac,
        instructionsPerMac: bits / 5,
        kernel: 'softbit_any',
      };
    }),
  ),
);

test('The document has every figure and says where fewer bits are slower.', (t) => {
  const text = renderBitsDocument(figures, cores);
  t.is(text.match(/\| bits \| M4 \| A53 \|/g)?.length, layers.length);
  t.is(text.match(/\| 3 \| 0\.300 \| 0\.900 \|/g)?.length, layers.length);
  t.is(text.match(/\| 2 bits against 8 \| 4\.0× \| 4\.0× \|/g)?.length, layers.length);
  const [, exceptions] = text.split('## Where fewer bits are not faster');
  t.is(exceptions.match(/^- A53, \w+: 3; 1 is the fastest\.$/gm)?.length, layers.length);
  t.notRegex(exceptions, /M4,/);
});

test('The plot has a line a layer and core, with one point for each number of bits.', (t) => {
  const svg = bitsPlot(figures, cores);
  const lines = [...svg.matchAll(/<polyline points="([^"]*)"/g)].map(([, points]) => points);
  t.is(lines.length, layers.length * cores.length);
  for (const points of lines) {
    t.is(points.split(' ').length, measuredBits.length);
    t.notRegex(points, /NaN|Infinity/);
  }
});
