import type { MatrixResult } from '../matrix-report.js';

/** The figures of a result in words, those that there are: `bit-exact 20/20, flash 27,438 B`. */
export function describeFigures(result: MatrixResult): string {
  const { bitExact, accuracy, instructions, flash, ram } = result;
  const parts = [
    bitExact && `bit-exact ${bitExact.equal}/${bitExact.total}`,
    accuracy !== null && `accuracy ${(100 * accuracy).toFixed(2)} %`,
    instructions !== null && `${grouped(instructions)} instructions`,
    flash !== null && `flash ${grouped(flash)} B`,
    ram !== null && `RAM ${grouped(ram)} B`,
  ];
  return parts.filter((part) => typeof part === 'string').join(', ');
}

/** `14 passed, 1 failed, 2 skipped`, without those that there are none of. */
export function describeCounts(results: readonly MatrixResult[]): string {
  return (['passed', 'failed', 'skipped'] as const)
    .map((status) => [results.filter((result) => result.status === status).length, status] as const)
    .filter(([count, status]) => count > 0 || status === 'passed')
    .map(([count, status]) => `${count} ${status}`)
    .join(', ');
}

export function grouped(value: number): string {
  return value.toLocaleString('en');
}
