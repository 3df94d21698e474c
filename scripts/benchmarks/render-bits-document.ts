import type { BitsFigure } from './measure-bits.js';
import { measuredBits } from './measure-bits.js';
import type { MeasuredCore } from './measured-cores.js';

const titles: Readonly<Record<BitsFigure['layer'], string>> = {
  conv3x3: '3×3 convolution, 32 to 32 channels at 16×16',
  conv1x1: '1×1 convolution, 32 to 64 channels at 16×16',
  depthwise: 'Depthwise 3×3 convolution, 64 channels at 16×16',
  dense: 'Dense, 256 to 128',
};

/** Slower by less than this is as fast. */
const TOLERANCE = 1.02;

/** The document that `npm run bits-table` writes, in Markdown. */
export function renderBitsDocument(
  figures: readonly BitsFigure[],
  cores: readonly MeasuredCore[],
): string {
  const layers = Object.keys(titles) as BitsFigure['layer'][];
  const sections = layers.map((layer) => section(layer, figures, cores));
  return [...introduction, ...sections, ...exceptions(figures, cores)].join('\n');
}

const introduction = [
  '# Bits against speed',
  '',
  'Modelled cycles per multiply–accumulate of typical layers with weights and activations of 1 to 8',
  'bits, everything included: unpacking, requantization, packing. Each output was compared with the',
  'integer reference. `npm run bits-table` measures and writes this page and its plot anew.',
  '',
  'Instructions are counted exactly, in an emulator; cycles follow from them by the tables of the',
  "cores' manuals (M0+, M4) or by estimates (M7, M55; LLVM's analyser for A53, A72 and A76), with",
  'memory that never waits. They are no measured time. `softbit bench` says more of a single layer.',
  '',
  '![Modelled cycles per multiply–accumulate against bits](bits-against-speed.svg)',
  '',
];

function section(
  layer: BitsFigure['layer'],
  figures: readonly BitsFigure[],
  cores: readonly MeasuredCore[],
): string {
  const rows = measuredBits.map((bits) => {
    const cells = cores.map(({ core }) => cyclesOf(figures, { core, layer, bits }).toFixed(3));
    return row([String(bits), ...cells]);
  });
  const ratios = cores.map(({ core }) => {
    const at = (bits: number): number => cyclesOf(figures, { core, layer, bits });
    return `${(at(8) / at(2)).toFixed(1)}×`;
  });
  return [
    `## ${titles[layer]}`,
    '',
    row(['bits', ...cores.map(({ title }) => title)]),
    row(['---:', ...cores.map(() => '---:')]),
    ...rows,
    row(['2 bits against 8', ...ratios]),
    '',
  ].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function cyclesOf(
  figures: readonly BitsFigure[],
  { core, layer, bits }: Pick<BitsFigure, 'core' | 'layer' | 'bits'>,
): number {
  const found = figures.find(
    (figure) => figure.core === core && figure.layer === layer && figure.bits === bits,
  );
  return found!.cyclesPerMac;
}

/** For each layer and core the bits that cost more than some greater number of bits. */
function exceptions(figures: readonly BitsFigure[], cores: readonly MeasuredCore[]): string[] {
  const lines = (Object.keys(titles) as BitsFigure['layer'][]).flatMap((layer) =>
    cores.flatMap(({ core, title }) => {
      const at = (bits: number): number => cyclesOf(figures, { core, layer, bits });
      const slower = measuredBits.filter((bits) =>
        measuredBits.some((more) => more > bits && at(bits) > at(more) * TOLERANCE),
      );
      const least = [...measuredBits].sort((a, b) => at(a) - at(b))[0];
      if (slower.length === 0) return [];
      return [`- ${title}, ${layer}: ${slower.join(', ')}; ${least} is the fastest.`];
    }),
  );
  return [
    '## Where fewer bits are not faster',
    '',
    'Bits that cost more than some greater number of bits does. Widths that do not divide a byte have',
    'no kernels of their own on most cores; there, code for the next greater width is the better choice.',
    '',
    ...(lines.length > 0 ? lines : ['Nowhere.']),
    '',
  ];
}
