import { escapeHtml } from './escape-html.js';

/** Classes of the page's style sheet that colour lines, bars and legends. */
export const tones = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh'] as const;

export type Tone = (typeof tones)[number];

/** Classes that tell apart lines of one tone. */
export const strokes = ['solid', 'dashed', 'dotted', 'chained'] as const;

export type Stroke = (typeof strokes)[number];

export interface Series {
  readonly label: string;
  /** One value per x position; `null` leaves a gap. */
  readonly values: readonly (number | null)[];
  readonly tone: Tone;
  /** For more series than tones; default `solid`. */
  readonly stroke?: Stroke;
}

export interface LineChart {
  readonly title: string;
  readonly series: readonly Series[];
  /** Labels of the first and last x position. */
  readonly ends: readonly [string, string];
  /** How a y value reads, in ticks and legend. */
  readonly format: (value: number) => string;
  /** x position of a vertical rule with its label, such as the change of phase. */
  readonly marker?: { readonly at: number; readonly label: string };
}

/** Size of a chart and its margins. */
export const plot = { width: 560, height: 220, left: 58, right: 12, top: 16, bottom: 28 };

/** A line chart as one inline SVG, so that the page needs no script and no network. */
export function lineChart(chart: LineChart): string {
  return `<figure><figcaption>${escapeHtml(chart.title)} ${legend(chart)}</figcaption><svg viewBox="0 0 ${plot.width} ${plot.height}" role="img" aria-label="${escapeHtml(chart.title)}">${plotOf(chart)}</svg></figure>`;
}

/** Grid, rule, lines and labels, in a space of the plot's size. */
export function plotOf(chart: LineChart): string {
  const scale = createScale(chart);
  return [
    ...ticks(chart, scale),
    ...(chart.marker ? [rule(chart.marker, scale)] : []),
    ...chart.series.map((series) => polyline(series, scale)),
    ...endLabels(chart),
  ].join('');
}

interface Scale {
  readonly x: (position: number) => number;
  readonly y: (value: number) => number;
  readonly low: number;
  readonly high: number;
}

function createScale({ series }: LineChart): Scale {
  const values = series.flatMap((one) => one.values.filter((value) => value !== null));
  const least = Math.min(...values);
  const greatest = Math.max(...values);
  const margin = (greatest - least || Math.abs(greatest) || 1) * 0.06;
  const [low, high] = [least - margin, greatest + margin];
  const steps = Math.max(...series.map((one) => one.values.length)) - 1 || 1;
  const innerWidth = plot.width - plot.left - plot.right;
  const innerHeight = plot.height - plot.top - plot.bottom;
  return {
    low,
    high,
    x: (position) => round(plot.left + (position / steps) * innerWidth),
    y: (value) => round(plot.top + (1 - (value - low) / (high - low)) * innerHeight),
  };
}

function ticks({ format }: LineChart, { low, high, y }: Scale): string[] {
  return roundValues(low, high).map(
    (value) =>
      `<line class="grid" x1="${plot.left}" x2="${plot.width - plot.right}" y1="${y(value)}" y2="${y(value)}"/><text class="tick" x="${plot.left - 6}" y="${y(value) + 4}" text-anchor="end">${escapeHtml(format(value))}</text>`,
  );
}

/** Three to seven round values, 1, 2 or 5 times a power of ten apart. */
export function roundValues(low: number, high: number): number[] {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: count }, (_, index) => (first + index) * step);
}

function rule({ at, label }: { at: number; label: string }, { x }: Scale): string {
  const bottom = plot.height - plot.bottom;
  return `<line class="rule" x1="${x(at)}" x2="${x(at)}" y1="${plot.top}" y2="${bottom}"/><text class="tick" x="${x(at) + 4}" y="${bottom - 6}">${escapeHtml(label)}</text>`;
}

function polyline({ values, tone, stroke = 'solid' }: Series, { x, y }: Scale): string {
  const points = values.flatMap((value, index) =>
    value === null ? [] : [`${x(index)},${y(value)}`],
  );
  return `<polyline class="${tone} ${stroke}" points="${points.join(' ')}"/>`;
}

function endLabels({ ends }: LineChart): string[] {
  const y = plot.height - 8;
  return [
    `<text class="tick" x="${plot.left}" y="${y}">${escapeHtml(ends[0])}</text>`,
    `<text class="tick" x="${plot.width - plot.right}" y="${y}" text-anchor="end">${escapeHtml(ends[1])}</text>`,
  ];
}

function legend({ series, format }: LineChart): string {
  return series
    .map(
      ({ label, tone, values }) =>
        `<span class="${tone}">${escapeHtml(label + lastOf(values, format))}</span>`,
    )
    .join(' ');
}

/** What a legend says behind a series' name. */
export function lastOf(values: Series['values'], format: LineChart['format']): string {
  const last = values.findLast((value) => value !== null);
  return last === undefined || last === null ? '' : ` ${format(last)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
