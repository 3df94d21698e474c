import { escapeHtml } from './escape-html.js';
import { roundValues, type Tone } from './line-chart.js';

export interface ScatterPoint {
  readonly x: number;
  readonly y: number;
  /** Stands beside the point. */
  readonly label?: string;
}

export interface ScatterChart {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly groups: readonly {
    readonly label: string;
    readonly tone: Tone;
    readonly points: readonly ScatterPoint[];
    /** A line through the points in their order. */
    readonly joined?: boolean;
  }[];
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
}

const plot = { width: 560, height: 340, left: 66, right: 24, top: 16, bottom: 46 };

/** Points of several groups over two linear axes that begin at 0, as one inline SVG. */
export function scatterChart(chart: ScatterChart): string {
  const points = chart.groups.flatMap((group) => group.points);
  const most = { x: limit(points.map(({ x }) => x)), y: limit(points.map(({ y }) => y)) };
  const [innerWidth, innerHeight] = [
    plot.width - plot.left - plot.right,
    plot.height - plot.top - plot.bottom,
  ];
  const x = (value: number) => round(plot.left + (value / most.x) * innerWidth);
  const y = (value: number) => round(plot.top + (1 - value / most.y) * innerHeight);
  const bottom = plot.height - plot.bottom;
  const ticks = [
    ...roundValues(0, most.y).map(
      (value) =>
        `<line class="grid" x1="${plot.left}" x2="${plot.width - plot.right}" y1="${y(value)}" y2="${y(value)}"/><text class="tick" x="${plot.left - 6}" y="${y(value) + 4}" text-anchor="end">${escapeHtml(chart.formatY(value))}</text>`,
    ),
    ...roundValues(0, most.x).map(
      (value) =>
        `<text class="tick" x="${x(value)}" y="${bottom + 16}" text-anchor="middle">${escapeHtml(chart.formatX(value))}</text>`,
    ),
    `<text class="tick" x="${plot.left + innerWidth / 2}" y="${plot.height - 8}" text-anchor="middle">${escapeHtml(chart.xTitle)}</text>`,
    `<text class="tick" x="${plot.left + 6}" y="${plot.top + 10}">${escapeHtml(chart.yTitle)}</text>`,
  ];
  const marks = chart.groups.map(({ points: own, tone, joined = false }) => {
    const line = own.map((point) => `${x(point.x)},${y(point.y)}`).join(' ');
    const dots = own.map(
      (point) =>
        `<circle class="${tone}" cx="${x(point.x)}" cy="${y(point.y)}" r="4"/>${labelOf(point, x(point.x), y(point.y))}`,
    );
    return `${joined ? `<polyline class="${tone}" points="${line}"/>` : ''}${dots.join('')}`;
  });
  return `<figure><figcaption>${escapeHtml(chart.title)} ${legend(chart)}</figcaption><svg viewBox="0 0 ${plot.width} ${plot.height}" role="img" aria-label="${escapeHtml(chart.title)}">${[...ticks, ...marks].join('')}</svg></figure>`;
}

/** A little more than the greatest, so that no point stands on the edge. */
function limit(values: readonly number[]): number {
  return Math.max(...values, Number.MIN_VALUE) * 1.06;
}

function labelOf({ label }: ScatterPoint, x: number, y: number): string {
  if (label === undefined) return '';
  return `<text class="tick" x="${x + 7}" y="${y - 6}">${escapeHtml(label)}</text>`;
}

function legend({ groups }: ScatterChart): string {
  return groups
    .map(({ label, tone }) => `<span class="${tone}">${escapeHtml(label)}</span>`)
    .join(' ');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
