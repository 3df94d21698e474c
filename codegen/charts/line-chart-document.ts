import { escapeHtml } from './escape-html.js';
import { lastOf, plot, plotOf, tones, type LineChart } from './line-chart.js';
import { palette } from './palette.js';

const titleHeight = 24;
const legendWidth = 190;
const legendRow = 17;

/** Charts one below the other as an SVG file of its own, legends on the right. */
export function lineChartDocument(charts: readonly LineChart[]): string {
  const row = plot.height + titleHeight;
  const [width, height] = [plot.width + legendWidth, row * charts.length];
  const panels = charts.map(
    (chart, index) => `<g transform="translate(0 ${index * row})">${panel(chart)}</g>`,
  );
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">`,
    `<style>${styleSheet()}</style>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...panels,
    '</svg>',
  ].join('\n')}\n`;
}

function panel(chart: LineChart): string {
  const title = `<text class="title" x="${plot.left}" y="16">${escapeHtml(chart.title)}</text>`;
  const body = `<g transform="translate(0 ${titleHeight})">${plotOf(chart)}</g>`;
  return `${title}${body}${legend(chart)}`;
}

function styleSheet(): string {
  const strokes = tones.map((tone, index) => `.${tone}{stroke:${palette[index]}}`).join('');
  return `polyline{fill:none;stroke-width:2}.dashed{stroke-dasharray:6 4}.grid{stroke:#dddddd}.rule{stroke:#888888}.title{font-size:14px;font-weight:bold}${strokes}`;
}

function legend({ series, format }: LineChart): string {
  return series
    .map(({ label, tone, dashed = false, values }, index) => {
      const y = titleHeight + 12 + index * legendRow;
      const line = `<polyline class="${tone}${dashed ? ' dashed' : ''}" points="${plot.width},${y} ${plot.width + 24},${y}"/>`;
      const text = escapeHtml(label + lastOf(values, format));
      return `${line}<text x="${plot.width + 30}" y="${y + 4}">${text}</text>`;
    })
    .join('');
}
