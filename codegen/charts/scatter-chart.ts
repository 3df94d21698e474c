import { escapeHtml } from './escape-html.js';
import { roundValues, type Tone } from './line-chart.js';

export interface ScatterPoint {
  readonly x: number;
  readonly y: number;
  /** Stands beside the point. */
  readonly label?: string;
}

export interface ScatterGroup {
  readonly label: string;
  readonly tone: Tone;
  readonly points: readonly ScatterPoint[];
  /** A line through the points in their order. */
  readonly joined?: boolean;
}

export interface ScatterChart {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly groups: readonly ScatterGroup[];
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
}

const plot = { width: 560, height: 340, left: 66, right: 24, top: 16, bottom: 46 };

/** Points of several groups over two linear axes that begin at 0, as one inline SVG. */
export function scatterChart(chart: ScatterChart): string {
  const scale = createScale(chart);
  const body = [...ticks(chart, scale), ...chart.groups.map((group) => marks(group, scale))].join(
    '',
  );
  return `<figure><figcaption>${escapeHtml(chart.title)} ${legend(chart)}</figcaption><svg viewBox="0 0 ${plot.width} ${plot.height}" role="img" aria-label="${escapeHtml(chart.title)}">${body}</svg></figure>`;
}

interface Scale {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  /** Greatest values that the plot shows. */
  readonly most: { readonly x: number; readonly y: number };
}

function createScale({ groups }: ScatterChart): Scale {
  const points = groups.flatMap((group) => group.points);
  const most = { x: limit(points.map(({ x }) => x)), y: limit(points.map(({ y }) => y)) };
  const width = plot.width - plot.left - plot.right;
  const height = plot.height - plot.top - plot.bottom;
  return {
    most,
    x: (value) => round(plot.left + (value / most.x) * width),
    y: (value) => round(plot.top + (1 - value / most.y) * height),
  };
}

function ticks(
  { formatX, formatY, xTitle, yTitle }: ScatterChart,
  { x, y, most }: Scale,
): string[] {
  const middle = (plot.left + plot.width - plot.right) / 2;
  const right = plot.width - plot.right;
  return [
    ...roundValues(0, most.y).map(
      (value) =>
        `<line class="grid" x1="${plot.left}" x2="${right}" y1="${y(value)}" y2="${y(value)}"/>${tick(plot.left - 6, y(value) + 4, 'end', formatY(value))}`,
    ),
    ...roundValues(0, most.x).map((value) =>
      tick(x(value), plot.height - plot.bottom + 16, 'middle', formatX(value)),
    ),
    tick(middle, plot.height - 8, 'middle', xTitle),
    tick(plot.left + 6, plot.top + 10, 'start', yTitle),
  ];
}

function tick(x: number, y: number, anchor: 'start' | 'middle' | 'end', text: string): string {
  return `<text class="tick" x="${x}" y="${y}" text-anchor="${anchor}">${escapeHtml(text)}</text>`;
}

function marks({ points, tone, joined = false }: ScatterGroup, { x, y }: Scale): string {
  const line = points.map((point) => `${x(point.x)},${y(point.y)}`).join(' ');
  const dots = points.map(({ label, ...point }) => {
    const [left, top] = [x(point.x), y(point.y)];
    const text = label === undefined ? '' : tick(left + 7, top - 6, 'start', label);
    return `<circle class="${tone}" cx="${left}" cy="${top}" r="4"/>${text}`;
  });
  return `${joined ? `<polyline class="${tone}" points="${line}"/>` : ''}${dots.join('')}`;
}

/** A little more than the greatest, so that no point stands on the edge. */
function limit(values: readonly number[]): number {
  return Math.max(...values, Number.MIN_VALUE) * 1.06;
}

function legend({ groups }: ScatterChart): string {
  return groups
    .map(({ label, tone }) => `<span class="${tone}">${escapeHtml(label)}</span>`)
    .join(' ');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
