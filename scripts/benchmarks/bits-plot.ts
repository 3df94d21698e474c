import { palette } from '../../codegen/index.js';
import type { BitsFigure } from './measure-bits.js';
import type { MeasuredCore } from './measured-cores.js';

const panel = { width: 380, height: 260, left: 46, right: 10, top: 30, bottom: 30 };
const legendHeight = 34;

const panels: readonly BitsFigure['layer'][] = ['conv3x3', 'conv1x1', 'depthwise', 'dense'];

interface Range {
  readonly low: number;
  readonly high: number;
}

/** Four panels, one a kind of layer: cycles per multiply–accumulate, logarithmic, against bits. */
export function bitsPlot(figures: readonly BitsFigure[], cores: readonly MeasuredCore[]): string {
  const range = rangeOf(figures);
  const parts = panels.map((layer, index) => {
    const x = (index % 2) * panel.width;
    const y = legendHeight + Math.floor(index / 2) * panel.height;
    const lines = cores.map((row, tone) => polyline(figures, layer, row.core, range, tone));
    const body = [...axes(layer, range), ...lines].join('');
    return `<g transform="translate(${x} ${y})">${body}</g>`;
  });
  const width = 2 * panel.width;
  const height = legendHeight + 2 * panel.height;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...legend(cores),
    ...parts,
    '</svg>',
  ].join('\n')}\n`;
}

/** Whole powers of ten around all values. */
function rangeOf(figures: readonly BitsFigure[]): Range {
  const values = figures.map(({ cyclesPerMac }) => cyclesPerMac);
  return {
    low: Math.floor(Math.log10(Math.min(...values))),
    high: Math.ceil(Math.log10(Math.max(...values))),
  };
}

function positionX(bits: number): number {
  const inner = panel.width - panel.left - panel.right;
  return round(panel.left + ((bits - 1) / 7) * inner);
}

function positionY(value: number, { low, high }: Range): number {
  const inner = panel.height - panel.top - panel.bottom;
  return round(panel.top + (1 - (Math.log10(value) - low) / (high - low)) * inner);
}

function axes(layer: string, range: Range): string[] {
  const powers = Array.from(
    { length: range.high - range.low + 1 },
    (_, index) => range.low + index,
  );
  const bottom = panel.height - panel.bottom;
  return [
    `<text x="${panel.left}" y="18" font-weight="bold">${layer}: cycles/MAC</text>`,
    ...powers.map((power) => {
      const y = positionY(10 ** power, range);
      const label = String(Number((10 ** power).toPrecision(1)));
      return `<line x1="${panel.left}" x2="${panel.width - panel.right}" y1="${y}" y2="${y}" stroke="#cccccc"/><text x="${panel.left - 6}" y="${y + 4}" text-anchor="end">${label}</text>`;
    }),
    ...[1, 2, 3, 4, 5, 6, 7, 8].map(
      (bits) =>
        `<text x="${positionX(bits)}" y="${bottom + 18}" text-anchor="middle">${bits}</text>`,
    ),
  ];
}

function polyline(
  figures: readonly BitsFigure[],
  layer: string,
  core: string,
  range: Range,
  tone: number,
): string {
  const own = figures.filter((figure) => figure.layer === layer && figure.core === core);
  const points = own.map(
    ({ bits, cyclesPerMac }) => `${positionX(bits)},${positionY(cyclesPerMac, range)}`,
  );
  return `<polyline points="${points.join(' ')}" fill="none" stroke="${palette[tone]}" stroke-width="2"/>`;
}

function legend(cores: readonly MeasuredCore[]): string[] {
  return cores.map(
    ({ title }, tone) =>
      `<rect x="${panel.left + tone * 96}" y="12" width="14" height="4" fill="${palette[tone]}"/><text x="${panel.left + tone * 96 + 20}" y="18">${title}</text>`,
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
