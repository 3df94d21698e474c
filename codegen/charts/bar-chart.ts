import { escapeHtml } from './escape-html.js';
import type { Tone } from './line-chart.js';

export interface BarChart {
  readonly title: string;
  readonly rows: readonly { readonly label: string; readonly value: number; readonly tone: Tone }[];
  /** How a value reads. */
  readonly format: (value: number) => string;
}

const layout = { width: 560, left: 150, right: 80, row: 20, bar: 13 };

/** A horizontal bar a row, all to one scale, as one inline SVG; negative values have no bar. */
export function barChart({ title, rows, format }: BarChart): string {
  const greatest = Math.max(...rows.map(({ value }) => value), Number.MIN_VALUE);
  const scale = (layout.width - layout.left - layout.right) / greatest;
  const bars = rows.map(({ label, value, tone }, index) => {
    const y = index * layout.row + 6;
    const width = Math.max(value, 0) * scale;
    const text = y + layout.bar - 2;
    return `<text class="tick" x="${layout.left - 8}" y="${text}" text-anchor="end">${escapeHtml(label)}</text><rect class="${tone}" x="${layout.left}" y="${y}" width="${width.toFixed(1)}" height="${layout.bar}"/><text class="tick" x="${(layout.left + width + 6).toFixed(1)}" y="${text}">${escapeHtml(format(value))}</text>`;
  });
  const height = rows.length * layout.row + 8;
  return `<figure><figcaption>${escapeHtml(title)}</figcaption><svg viewBox="0 0 ${layout.width} ${height}" role="img" aria-label="${escapeHtml(title)}">${bars.join('')}</svg></figure>`;
}
