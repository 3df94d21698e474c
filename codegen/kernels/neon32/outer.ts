import { outer as outerNeon64 } from '../neon64/outer.js';
import { outerPlan } from '../neon64/outer-plan.js';
import { narrowed } from './narrowed.js';

/** Convolutions of narrow codes, of any window: sixteen outputs times a tap. */
export const outer = narrowed(
  outerNeon64,
  2.5,
  (node, context) => outerPlan(node, context) !== undefined,
);
