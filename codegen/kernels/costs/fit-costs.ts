import type { CostCoefficients } from './cost-table.js';
import { costTermNames, type CostTerms } from './cost-terms.js';

/** One run of one kernel. */
export interface CostSample {
  readonly terms: CostTerms;
  readonly measured: number;
}

const ROUNDS = 4000;

/** A term that is nowhere this part of a cost is noise. */
const LEAST_SHARE = 0.002;

/**
 * Coefficients, none negative, with the least sum of squared relative errors: coordinate by
 * coordinate, from nothing, which finds the one minimum of a convex function. No more digits are kept
 * than a rerun reproduces.
 */
export function fitCosts(samples: readonly CostSample[]): CostCoefficients {
  // Relative: each row is divided by what was measured, which makes its target one.
  const rows = samples.map(({ terms, measured }) =>
    costTermNames.map((name) => terms[name] / measured),
  );
  const coefficients = costTermNames.map(() => 0);
  const errors = rows.map(() => -1);
  for (let round = 0; round < ROUNDS; round++) {
    for (const column of costTermNames.keys()) improve(rows, errors, coefficients, column);
  }
  return Object.fromEntries(
    costTermNames.flatMap((name, column) => {
      const greatest = Math.max(...rows.map((row) => row[column])) * coefficients[column];
      const value = Number(coefficients[column].toPrecision(4));
      return greatest >= LEAST_SHARE ? [[name, value]] : [];
    }),
  );
}

/** Moves one coefficient to where the sum of squares is least, the others staying. */
function improve(
  rows: readonly (readonly number[])[],
  errors: number[],
  coefficients: number[],
  column: number,
): void {
  let slope = 0;
  let curvature = 0;
  for (const [index, row] of rows.entries()) {
    slope += row[column] * errors[index];
    curvature += row[column] ** 2;
  }
  if (curvature === 0) return;
  const next = Math.max(coefficients[column] - slope / curvature, 0);
  const step = next - coefficients[column];
  coefficients[column] = next;
  for (const [index, row] of rows.entries()) errors[index] += step * row[column];
}
