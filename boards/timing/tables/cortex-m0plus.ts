import type { TimingTable } from '../timing-table.js';

/** With the one-cycle multiplier; the small one takes 32. */
export const cortexM0Plus: TimingTable = {
  core: 'cortex-m0plus',
  source: 'Arm DDI 0484 (Cortex-M0+ TRM), section 3.3: instruction set summary',
  isEstimate: false,
  cycles: { alu: 1, load: 2, store: 2, loadMultiple: 1, storeMultiple: 1 },
  perRegister: 1,
  // B 2, BL 3, BX and BLX 2, POP with the program counter 3 + N registers besides it.
  refill: { branch: 1, call: 2, register: 1, load: 1 },
  pipelinedLoad: 0,
  addressHazard: 0,
  latency: {},
  vectorOverlap: 0,
  dualIssue: { low: false, estimate: false, high: false },
};
