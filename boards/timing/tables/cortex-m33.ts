import type { TimingTable } from '../timing-table.js';
import { cortexM4 } from './cortex-m4.js';

/** A load issues in one cycle and is read by the next instruction one cycle later. */
export const cortexM33: TimingTable = {
  ...cortexM4,
  core: 'cortex-m33',
  source:
    'An estimate: Arm DDI 100230 (Cortex-M33 TRM) has no timing of instructions. Three stages as Cortex-M4, loads pipelined',
  isEstimate: true,
  cycles: {
    ...cortexM4.cycles,
    load: 1,
    loadDouble: 2,
    storeDouble: 2,
    loadMultiple: { low: 0, estimate: 1, high: 1 },
  },
  pipelinedLoad: 0,
  latency: { load: 2, loadDouble: 3 },
};
