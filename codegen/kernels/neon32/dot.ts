import { denseNeon64, dot as dotNeon64 } from '../neon64/dot.js';
import { dotPlan } from '../neon64/dot-plan.js';
import { narrowed } from './narrowed.js';

/** Sixteen sums do not fit the registers together with what is multiplied. */
const MORE_INSTRUCTIONS = 2;

/** Convolutions of any window and bits: dot products in lanes of bytes, or of bits. */
export const dot = narrowed(
  dotNeon64,
  MORE_INSTRUCTIONS,
  (node, context) => dotPlan(node, context) !== undefined,
);

/** Dense layers in the same way. */
export const dense = narrowed(
  denseNeon64,
  MORE_INSTRUCTIONS,
  (node, context) => dotPlan(node, context) !== undefined,
);
