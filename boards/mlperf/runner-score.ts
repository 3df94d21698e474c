import type { SampleResult } from './sample-results.js';

/** The two figures of an accuracy run, as MLPerf Tiny's runner prints them. */
export interface RunnerScore {
  /** `Top 1% = 79.5` */
  readonly top1: string;
  /** `AUC = 0.978` */
  readonly auc: string;
}

/**
 * Scores results by the formulas of MLPerf Tiny's runner and rounds as its Python does: the share of
 * samples whose first greatest probability is the label's, and the mean over classes of each one's
 * area under the curve, one class against the rest.
 *
 * @param results at least one of each class
 * @see https://github.com/mlcommons/tiny, benchmark/runner/main.py, `summarize_result`
 */
export function runnerScore(results: readonly SampleResult[]): RunnerScore {
  const normalized = results.map(normalize);
  const right = normalized.filter(({ probabilities, label }) => {
    return probabilities.indexOf(Math.max(...probabilities)) === label;
  });
  return {
    top1: fixed((100 * right.length) / results.length, 1),
    auc: fixed(meanArea(normalized), 3),
  };
}

/** The runner divides by the sum, which rounding may have moved away from 1. */
function normalize({ probabilities, label }: SampleResult): SampleResult {
  const sum = probabilities.reduce((total, value) => total + value, 0);
  return { probabilities: probabilities.map((value) => value / sum), label };
}

/** Of two classes the runner looks at the second one alone; of more at the mean over all. */
function meanArea(results: readonly SampleResult[]): number {
  const count = results[0].probabilities.length;
  if (count === 2) return areaUnderCurve(results, 1);
  const areas = Array.from({ length: count }, (_, index) => areaUnderCurve(results, index));
  return areas.reduce((sum, area) => sum + area, 0) / count;
}

/** The share of pairs of one sample of the class and one of another that are in order; ties half. */
function areaUnderCurve(results: readonly SampleResult[], index: number): number {
  const score = ({ probabilities }: SampleResult): number => probabilities[index];
  const ours = results.filter(({ label }) => label === index).map(score);
  const others = results.filter(({ label }) => label !== index).map(score);
  let inOrder = 0;
  for (const our of ours) {
    for (const other of others) inOrder += our > other ? 1 : our === other ? 0.5 : 0;
  }
  return inOrder / (ours.length * others.length);
}

/** As Python's `format` rounds: what lies exactly between two goes to the even one. */
function fixed(value: number, digits: number): string {
  const exact = value.toFixed(100);
  const point = exact.indexOf('.');
  const rest = exact.slice(point + 1 + digits);
  const kept = exact.slice(0, point + 1 + digits);
  const isBetween = /^50*$/.test(rest);
  return isBetween && Number(kept.at(-1)) % 2 === 0 ? kept : value.toFixed(digits);
}
