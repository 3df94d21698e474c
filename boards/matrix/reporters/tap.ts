import type { TimedResult } from '../matrix-report.js';
import type { Reporter } from './reporter.js';

/** The Test Anything Protocol, version 14: figures are the YAML block of a test point. */
export const tap: Reporter = {
  name: 'tap',
  description: 'Test Anything Protocol, version 14',
  render(results) {
    const points = results.flatMap((result, index) => [
      testPoint(result, index + 1),
      ...diagnostics(result),
    ]);
    return ['TAP version 14', `1..${results.length}`, ...points].join('\n');
  },
};

function testPoint({ board, model, status, reason }: TimedResult, number: number): string {
  const word = status === 'failed' ? 'not ok' : 'ok';
  const directive = status === 'skipped' ? ` # SKIP ${oneLine(reason ?? '')}` : '';
  return `${word} ${number} - ${escape(`${board} × ${model}`)}${directive}`;
}

/** JSON is YAML: every value is written as JSON, so that none needs another escape. */
function diagnostics(result: TimedResult): string[] {
  const { status, reason, accuracy, bitExact, instructions, flash, ram, seconds } = result;
  if (status === 'skipped') return [];
  const severity = status === 'failed' ? { message: reason, severity: 'fail' } : {};
  const figures = { ...severity, bitExact, accuracy, instructions, flash, ram };
  const duration = { duration_ms: Math.round(1000 * seconds) };
  const fields = Object.entries({ ...figures, ...duration });
  return [
    '  ---',
    ...fields.map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`),
    '  ...',
  ];
}

/** In a description `#` would begin a directive. */
function escape(text: string): string {
  return oneLine(text).replace(/[\\#]/g, '\\$&');
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}
