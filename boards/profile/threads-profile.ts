import type { ThreadCount } from '../timing/block-counts.js';
import type { ThreadsProfile } from './profile-report.js';

/**
 * How evenly threads shared an inference. They wait for each other after every layer, so what the
 * busiest of each layer executed is what an inference takes if all have a core to themselves, memory
 * keeps pace and waking costs nothing.
 */
export function threadsOf(count: number, counts: readonly ThreadCount[]): ThreadsProfile {
  const busiest = new Map<number, number>();
  let total = 0;
  for (const { region, instructions } of counts.filter((one) => one.region > 0)) {
    busiest.set(region, Math.max(busiest.get(region) ?? 0, instructions));
    total += instructions;
  }
  const critical = [...busiest.values()].reduce((sum, instructions) => sum + instructions, 0);
  return {
    count,
    criticalInstructions: critical,
    modelledSpeedUp: Number((total / Math.max(critical, 1)).toPrecision(3)),
  };
}
