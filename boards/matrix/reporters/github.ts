import type { MatrixResult } from '../matrix-report.js';
import { describeCounts, grouped } from './figures.js';
import { pretty } from './pretty.js';
import type { Reporter } from './reporter.js';

/** GitHub's workflow commands: an annotation for each failure and skip, and a summary page. */
export const github: Reporter = {
  name: 'github',
  description: 'annotations and step summary of GitHub Actions',
  render(results) {
    const annotations = results.filter(({ status }) => status !== 'passed').map(annotation);
    return [pretty.render(results), ...annotations].join('\n');
  },
  summary(results) {
    return [
      `### softbit test: ${describeCounts(results)}`,
      '',
      '| board | model | status | bit-exact | accuracy | instructions | flash B | RAM B | reason |',
      '| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | --- |',
      ...results.map(row),
      '',
    ].join('\n');
  },
};

function annotation({ board, model, status, reason }: MatrixResult): string {
  const level = status === 'failed' ? 'error' : 'notice';
  const title = escapeProperty(`softbit test: ${model} on ${board} ${status}`);
  return `::${level} title=${title}::${escapeData(reason ?? '')}`;
}

function row(result: MatrixResult): string {
  const { board, model, status, reason, accuracy, bitExact, instructions, flash, ram } = result;
  const cells = [
    board,
    model,
    status,
    bitExact ? `${bitExact.equal}/${bitExact.total}` : '–',
    accuracy === null ? '–' : `${(100 * accuracy).toFixed(2)} %`,
    ...[instructions, flash, ram].map((value) => (value === null ? '–' : grouped(value))),
    reason ?? '',
  ];
  return `| ${cells.map(escapeCell).join(' | ')} |`;
}

/** A new line would end the command, and a per cent sign begins an escape. */
function escapeData(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

/** In a property colon and comma end the value. */
function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}

function escapeCell(text: string): string {
  return text.replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ');
}
