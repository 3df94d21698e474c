import type { MatrixResult } from '../matrix-report.js';
import { describeCounts, describeFigures } from './figures.js';
import type { Reporter } from './reporter.js';

/** A line for each board and model, for people. */
export const pretty: Reporter = {
  name: 'pretty',
  description: 'lines for people',
  render(results) {
    const boardWidth = Math.max(0, ...results.map(({ board }) => board.length));
    const modelWidth = Math.max(0, ...results.map(({ model }) => model.length));
    const lines = results.map((result) =>
      [
        result.status.padEnd('skipped'.length),
        result.board.padEnd(boardWidth),
        result.model.padEnd(modelWidth),
        describeResult(result),
      ].join('  '),
    );
    return [...lines, '', describeCounts(results)].join('\n');
  },
};

/** The reason first, since it is what one looks for; figures where something ran. */
function describeResult(result: MatrixResult): string {
  const figures = describeFigures(result);
  if (result.reason === null) return figures;
  return figures === '' ? result.reason : `${result.reason} (${figures})`;
}
