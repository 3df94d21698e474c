/** What came of one model on one board. */
export interface MatrixResult {
  readonly board: string;
  readonly model: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** Why it failed or was skipped; null where it passed. */
  readonly reason: string | null;
  /** Share of samples answered as labelled; null where inputs have no labels or nothing ran. */
  readonly accuracy: number | null;
  /** Samples of which every output equals the reference's; null where nothing ran. */
  readonly bitExact: { readonly equal: number; readonly total: number } | null;
  /** Executed instructions of one inference; null where nothing counts them. */
  readonly instructions: number | null;
  /** Bytes of the whole program. */
  readonly flash: number | null;
  /** Bytes of data and stack of the whole program. */
  readonly ram: number | null;
}

/** What `softbit test --json` prints. */
export interface MatrixReport {
  readonly results: readonly MatrixResult[];
}

/** A result with how long it took, which differs from run to run and is for reporters alone. */
export interface TimedResult extends MatrixResult {
  readonly seconds: number;
}

/** The figures of a result that limits can be set on. */
export const figureNames = ['accuracy', 'instructions', 'flash', 'ram'] as const;
export type FigureName = (typeof figureNames)[number];

/** The results without their times: equal runs give equal reports. */
export function matrixReport(results: readonly TimedResult[]): MatrixReport {
  return { results: results.map(withoutTime) };
}

function withoutTime(result: TimedResult): MatrixResult {
  const { board, model, status, reason, accuracy, bitExact, instructions, flash, ram } = result;
  return { board, model, status, reason, accuracy, bitExact, instructions, flash, ram };
}

/** Whether a run is a success: something passed and nothing failed. A skip is no failure. */
export function matrixPassed({ results }: MatrixReport): boolean {
  return (
    results.some(({ status }) => status === 'passed') &&
    results.every(({ status }) => status !== 'failed')
  );
}
