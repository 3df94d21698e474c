import type { RunnerResult } from './run-runner.js';
import { runnerScore, type RunnerScore } from './runner-score.js';
import type { SampleResult } from './sample-results.js';

/** The runner's figures beside the integer reference's. */
export interface RunnerComparison {
  readonly runner: RunnerResult;
  /** By the runner's formulas from the integer reference's outputs. */
  readonly expected: RunnerScore;
  /** Samples whose every probability is the reference's. */
  readonly equalResults: { readonly equal: number; readonly total: number };
  readonly passed: boolean;
}

/**
 * Compares an accuracy or a performance run of the official runner with the reference. A performance
 * run has no accuracy; its results are compared all the same.
 *
 * @param expected of the samples that the run loaded, in their order
 */
export function compareRunner(
  runner: RunnerResult,
  expected: readonly SampleResult[],
): RunnerComparison {
  const asked = expected.slice(0, runner.probabilities.length);
  const equal = asked.filter(({ probabilities }, index) =>
    sameNumbers(probabilities, runner.probabilities[index]),
  ).length;
  const score = runnerScore(expected);
  // Sums of the same results in another order may move the AUC's last digit.
  const scoresAgree = runner.top1 === null || runner.top1 === score.top1;
  const total = runner.probabilities.length;
  return {
    runner,
    expected: score,
    equalResults: { equal, total },
    passed: scoresAgree && total > 0 && equal === total,
  };
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
