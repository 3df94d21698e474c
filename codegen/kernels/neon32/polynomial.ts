import { polynomial as polynomialNeon64 } from '../neon64/polynomial.js';
import { lanePlan } from '../neon64/polynomial-plan.js';
import { narrowed } from './narrowed.js';

/** Convolutions of narrow codes as products of polynomials in 32-bit lanes. */
export const polynomial = narrowed(
  polynomialNeon64,
  (node, context) => lanePlan(node, context) !== undefined,
);
