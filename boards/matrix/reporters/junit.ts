import { figureNames, type TimedResult } from '../matrix-report.js';
import { describeFigures } from './figures.js';
import type { Reporter } from './reporter.js';

/** JUnit's XML as CI systems read it: a suite for each board, a test case for each model. */
export const junit: Reporter = {
  name: 'junit',
  description: 'JUnit XML for CI systems',
  render(results) {
    const boards = [...new Set(results.map(({ board }) => board))];
    const suites = boards.map((board) =>
      suite(
        board,
        results.filter((result) => result.board === board),
      ),
    );
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites name="softbit test"${totals(results)}>`,
      ...suites,
      '</testsuites>',
    ].join('\n');
  },
};

function suite(board: string, results: readonly TimedResult[]): string {
  const cases = results.map(testCase);
  return [
    `  <testsuite name="${escape(board)}"${totals(results)}>`,
    ...cases,
    '  </testsuite>',
  ].join('\n');
}

function totals(results: readonly TimedResult[]): string {
  const countOf = (status: string): number =>
    results.filter((result) => result.status === status).length;
  const seconds = results.reduce((sum, result) => sum + result.seconds, 0);
  return ` tests="${results.length}" failures="${countOf('failed')}" errors="0" skipped="${countOf('skipped')}" time="${seconds.toFixed(3)}"`;
}

function testCase(result: TimedResult): string {
  const { board, model, seconds } = result;
  const attributes = `name="${escape(model)}" classname="softbit.${escape(board)}" time="${seconds.toFixed(3)}"`;
  const body = [...properties(result), ...outcome(result)].map((line) => `      ${line}`);
  return [`    <testcase ${attributes}>`, ...body, '    </testcase>'].join('\n');
}

function properties(result: TimedResult): string[] {
  const measured = figureNames.filter((figure) => result[figure] !== null);
  if (measured.length === 0) return [];
  const lines = measured.map((name) => `  <property name="${name}" value="${result[name]}"/>`);
  return ['<properties>', ...lines, '</properties>'];
}

function outcome(result: TimedResult): string[] {
  const reason = escape(result.reason ?? '');
  if (result.status === 'skipped') return [`<skipped message="${reason}"/>`];
  if (result.status === 'passed') return [`<system-out>${describeFigures(result)}</system-out>`];
  const figures = escape(describeFigures(result));
  return [`<failure message="${reason}" type="softbit">${reason}\n${figures}</failure>`];
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
};

/** Escapes text for XML; control characters, which XML 1.0 cannot hold at all, become `?`. */
function escape(text: string): string {
  return text
    .replace(/[^\P{Cc}\n\t]/gu, '?')
    .replace(/[&<>"\n]/g, (character) => entities[character]);
}
