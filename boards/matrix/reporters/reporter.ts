import type { TimedResult } from '../matrix-report.js';

/** One way of telling results. One file each, listed in `registry.ts`. */
export interface Reporter {
  readonly name: string;
  /** One line for `--help`. */
  readonly description: string;
  render(results: readonly TimedResult[]): string;
  /** Markdown for a page that the CI system keeps of the run. */
  summary?(results: readonly TimedResult[]): string;
}
