import type { TimingTable } from '../timing-table.js';
import { cortexM33 } from './cortex-m33.js';

/** Two beats a cycle: a 128-bit operation keeps its unit busy for two cycles. */
const vector = { low: 1, estimate: 2, high: 2 };

export const cortexM55: TimingTable = {
  ...cortexM33,
  core: 'cortex-m55',
  source:
    'An estimate: Arm publishes no timing of instructions. Helium with two beats a cycle, memory and arithmetic overlapping; scalar code as Cortex-M33, low-overhead loops',
  isEstimate: true,
  cycles: {
    ...cortexM33.cycles,
    loop: { low: 0, estimate: 1, high: 1 },
    vector,
    vectorLoad: vector,
    vectorStore: vector,
  },
  vectorOverlap: { low: 0, estimate: 1, high: 0 },
};
