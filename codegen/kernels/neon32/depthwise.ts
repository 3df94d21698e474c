import { depthwise as depthwiseNeon64 } from '../neon64/depthwise.js';
import { depthwisePlan } from '../neon64/depthwise-plan.js';
import { narrowed } from './narrowed.js';

/** Loads have no offset. */
const MORE_INSTRUCTIONS = 1.4;

/** Depthwise convolutions: eight channels in the lanes of a vector. */
export const depthwise = narrowed(
  depthwiseNeon64,
  MORE_INSTRUCTIONS,
  (node, context) => depthwisePlan(node, context) !== undefined,
);
