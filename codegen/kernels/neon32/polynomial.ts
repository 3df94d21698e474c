import type { Conv2DNode } from '../../model/graph.js';
import type { Kernel } from '../kernel.js';
import { polynomial as polynomialNeon64 } from '../neon64/polynomial.js';
import { hasHalfTile } from '../neon64/polynomial-view.js';
import { lanePlan } from '../neon64/polynomial-plan.js';
import { narrowed } from './narrowed.js';
import { assemblyView } from './polynomial-assembly.js';

const intrinsics = narrowed(
  polynomialNeon64,
  1,
  (node, context) => lanePlan(node, context) !== undefined,
);

/** Convolutions of narrow codes as products of polynomials in 32-bit lanes, multiplied in assembly. */
export const polynomial: Kernel<Conv2DNode> = {
  ...intrinsics,

  source(node, context) {
    const source = intrinsics.source(node, context);
    const plan = lanePlan(node, context)!;
    const assembly = assemblyView(plan, hasHalfTile(plan));
    return { ...source, view: { ...source.view, assembly } };
  },
};
