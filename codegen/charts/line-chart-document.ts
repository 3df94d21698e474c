import { escapeHtml } from './escape-html.js';
import { lastOf, plot, plotOf, tones, type LineChart } from './line-chart.js';
import { palette } from './palette.js';

const titleHeight = 24;
const legendRow = 17;
/** Room for a line's sample, and for a letter of its name. */
const sampleWidth = 36;
const letterWidth = 6.5;

/** Charts one below the other as an SVG file of its own, legends on the right. */
export function lineChartDocument(charts: readonly LineChart[]): string {
  const heights = charts.map(panelHeight);
  const height = heights.reduce((sum, one) => sum + one, 0);
  const width = plot.width + Math.max(...charts.map(legendWidth));
  const panels = charts.map((chart, index) => {
    const top = heights.slice(0, index).reduce((sum, one) => sum + one, 0);
    return `<g transform="translate(0 ${top})">${panel(chart)}</g>`;
  });
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">`,
    `<style>${styleSheet()}</style>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...panels,
    '</svg>',
  ].join('\n')}\n`;
}

/** The plot's, or what a longer legend needs. */
function panelHeight({ series }: LineChart): number {
  return titleHeight + Math.max(plot.height, (series.length + 1) * legendRow);
}

function legendWidth({ series, format }: LineChart): number {
  const letters = series.map(({ label, values }) => (label + lastOf(values, format)).length);
  return Math.ceil(sampleWidth + letterWidth * Math.max(...letters));
}

function panel(chart: LineChart): string {
  const title = `<text class="title" x="${plot.left}" y="16">${escapeHtml(chart.title)}</text>`;
  const body = `<g transform="translate(0 ${titleHeight})">${plotOf(chart)}</g>`;
  return `${title}${body}${legend(chart)}`;
}

function styleSheet(): string {
  const colours = tones.map((tone, index) => `.${tone}{stroke:${palette[index]}}`).join('');
  return `polyline{fill:none;stroke-width:2}.dashed{stroke-dasharray:6 4}.dotted{stroke-dasharray:2 3}.chained{stroke-dasharray:8 3 2 3}.grid{stroke:#dddddd}.rule{stroke:#888888}.title{font-size:14px;font-weight:bold}${colours}`;
}

function legend({ series, format }: LineChart): string {
  return series
    .map(({ label, tone, stroke = 'solid', values }, index) => {
      const y = titleHeight + 12 + index * legendRow;
      const line = `<polyline class="${tone} ${stroke}" points="${plot.width},${y} ${plot.width + 24},${y}"/>`;
      const text = escapeHtml(label + lastOf(values, format));
      return `${line}<text x="${plot.width + 30}" y="${y + 4}">${text}</text>`;
    })
    .join('');
}
