import type { TimingTable } from '../timing-table.js';

/** With the one-cycle multiplier; the small one takes 32. */
export const cortexM0: TimingTable = {
  core: 'cortex-m0',
  source: 'Arm DDI 0432 (Cortex-M0 TRM), section 3.3: instruction set summary',
  isEstimate: false,
  cycles: { alu: 1, load: 2, store: 2, loadMultiple: 1, storeMultiple: 1 },
  perRegister: 1,
  // B 3, BL 4, BX and BLX 3, POP with the program counter 4 + N registers besides it.
  refill: { branch: 2, call: 3, register: 2, load: 2 },
  pipelinedLoad: 0,
  addressHazard: 0,
  latency: {},
  vectorOverlap: 0,
  dualIssue: { low: false, estimate: false, high: false },
};
