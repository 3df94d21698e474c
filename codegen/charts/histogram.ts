import { escapeHtml } from './escape-html.js';

export interface Histogram {
  readonly title: string;
  /** Bars of equal width from `least` to `greatest`. */
  readonly counts: readonly number[];
  readonly least: number;
  readonly greatest: number;
  /** Places of vertical rules, such as the levels that values are rounded to. */
  readonly rules: readonly number[];
}

const plot = { width: 360, height: 150, left: 8, right: 8, top: 8, bottom: 22 };

/** Bars and rules over one axis as one inline SVG. */
export function histogram({ title, counts, least, greatest, rules }: Histogram): string {
  const inner = plot.width - plot.left - plot.right;
  const bottom = plot.height - plot.bottom;
  const place = (value: number) =>
    round(plot.left + ((value - least) / (greatest - least)) * inner);
  const most = Math.max(...counts, 1);
  const width = inner / counts.length;
  const bars = counts.map((count, index) => {
    const height = round((count / most) * (bottom - plot.top));
    const x = round(plot.left + index * width);
    return `<rect class="first" x="${x}" y="${round(bottom - height)}" width="${round(width - 0.5)}" height="${height}"/>`;
  });
  const lines = rules.map(
    (value) =>
      `<line class="rule" x1="${place(value)}" x2="${place(value)}" y1="${plot.top}" y2="${bottom}"/>`,
  );
  const labels = [least, 0, greatest].map(
    (value) =>
      `<text class="tick" x="${place(value)}" y="${plot.height - 6}" text-anchor="middle">${value}</text>`,
  );
  return `<figure><figcaption>${escapeHtml(title)}</figcaption><svg viewBox="-10 0 ${plot.width + 20} ${plot.height}" role="img" aria-label="${escapeHtml(title)}">${[...bars, ...lines, ...labels].join('')}</svg></figure>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
