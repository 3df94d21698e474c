import { escapeHtml } from './escape-html.js';

export interface Part {
  readonly label: string;
  readonly bytes: number;
  readonly tone: 'first' | 'second' | 'third' | 'rest';
}

export interface StackedBar {
  readonly title: string;
  readonly rows: readonly { readonly label: string; readonly parts: readonly Part[] }[];
}

const layout = { width: 560, left: 110, right: 90, row: 34, bar: 20 };

/** Horizontal stacked bars of bytes, all rows to one scale, as one inline SVG. */
export function stackedBar({ title, rows }: StackedBar): string {
  const greatest = Math.max(...rows.map(({ parts }) => totalBytes(parts)), 1);
  const pixelsPerByte = (layout.width - layout.left - layout.right) / greatest;
  const body = rows.map((row, index) => bar(row, index * layout.row + 8, pixelsPerByte)).join('');
  const height = rows.length * layout.row + 8;
  return `<figure><figcaption>${escapeHtml(title)} ${legend(rows)}</figcaption><svg viewBox="0 0 ${layout.width} ${height}" role="img" aria-label="${escapeHtml(title)}">${body}</svg></figure>`;
}

function bar({ label, parts }: StackedBar['rows'][number], y: number, perByte: number): string {
  let x = layout.left;
  const rectangles = parts.map(({ bytes, tone }) => {
    const width = bytes * perByte;
    const rectangle = `<rect class="${tone}" x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${layout.bar}"/>`;
    x += width;
    return rectangle;
  });
  const text = y + layout.bar - 6;
  return `<text class="tick" x="${layout.left - 8}" y="${text}" text-anchor="end">${escapeHtml(label)}</text>${rectangles.join('')}<text class="tick" x="${(x + 6).toFixed(1)}" y="${text}">${totalBytes(parts).toLocaleString('en')} B</text>`;
}

function legend(rows: StackedBar['rows']): string {
  const shown = new Map(rows.flatMap(({ parts }) => parts.map((part) => [part.label, part.tone])));
  return [...shown]
    .map(([label, tone]) => `<span class="${tone}">${escapeHtml(label)}</span>`)
    .join(' ');
}

function totalBytes(parts: readonly Part[]): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0);
}
