import { arenaExceeded } from '../errors.js';
import { planArena, type ArenaPlan } from '../planner/plan-arena.js';
import { PLENTY_OF_BYTES } from './node-contexts.js';
import { lowerModel, type LoweredModel, type LoweringOptions } from './lower-model.js';

/** What scratch may add to the memory of tensors where these are largest: plenty first. */
const SPARE_BYTES = [PLENTY_OF_BYTES, 4096, 3072, 2048, 1024, 512, 0] as const;

export interface FittedModel {
  readonly lowered: LoweredModel;
  readonly plan: ArenaPlan;
}

/**
 * Chooses kernels and plans the arena. Kernels take more scratch for less time, so with a limit they
 * are given less and less of it, and at last those with the least scratch are taken.
 *
 * @throws SB_BUDGET_RAM when no choice fits the limit
 */
export function fitArena(options: Omit<LoweringOptions, 'spareBytes'>): FittedModel {
  const { policy, model } = options;
  const limit = policy?.arenaBytes ?? Infinity;
  let least = Infinity;
  for (const attempt of attempts(options)) {
    const lowered = lowerModel(attempt);
    const plan = planArena(lowered.task);
    if (plan.bytes <= limit) return { lowered, plan };
    least = Math.min(least, plan.bytes);
  }
  throw arenaExceeded({ model: model.name, limit, least });
}

function attempts(options: Omit<LoweringOptions, 'spareBytes'>): LoweringOptions[] {
  const frugal = { ...options, policy: { ...options.policy, optimize: 'ram' as const } };
  const last = { ...frugal, spareBytes: 0 };
  if (options.policy?.optimize === 'ram') return [last];
  return [...SPARE_BYTES.map((spareBytes) => ({ ...options, spareBytes })), last];
}
