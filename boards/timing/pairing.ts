import type { InstructionClass } from './instruction-class.js';
import type { Operation } from './price-block.js';

const pairable: readonly InstructionClass[] = [
  'alu',
  'predicate',
  'load',
  'store',
  'branch',
  'jump',
  'multiply',
  'multiplyAccumulate',
  'dspMultiply',
  'longMultiply',
  'longMultiplyAccumulate',
  'floatMove',
  'floatLoad',
  'float',
];

/**
 * Whether a core with two pipelines may issue two neighbours together: one multiplier, one store,
 * one float unit, and the second must need nothing of the first.
 */
export function canPair(first: Operation, second: Operation): boolean {
  if (!pairable.includes(first.kind) || !pairable.includes(second.kind)) return false;
  if (first.kind === 'branch' || first.kind === 'jump') return false;
  const unit = unitOf(first.kind);
  if (unit !== undefined && unit === unitOf(second.kind)) return false;
  const { writes } = first.uses;
  return ![...second.uses.reads, ...second.uses.writes].some((name) => writes.includes(name));
}

/** Units of which there is one; two loads a cycle are possible, as are two ALU operations. */
function unitOf(kind: InstructionClass): string | undefined {
  if (/multiply/i.test(kind)) return 'multiplier';
  if (/^float/.test(kind)) return 'float';
  return kind === 'store' ? 'store' : undefined;
}
