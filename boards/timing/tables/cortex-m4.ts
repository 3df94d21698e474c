import type { TimingTable } from '../timing-table.js';

/** P, the cycles to refill the pipeline, is 1 to 3 by the target's alignment and the prediction. */
const refill = { low: 1, estimate: 1, high: 3 };
const jump = { low: 1, estimate: 2, high: 3 };

export const cortexM4: TimingTable = {
  core: 'cortex-m4',
  source:
    'Arm DDI 0439 (Cortex-M4 TRM), sections 3.3.1 (instructions), 3.3.2 (load and store timings) and 7.2.3 (floating point)',
  isEstimate: false,
  cycles: {
    alu: 1,
    divide: { low: 2, estimate: 7, high: 12 },
    load: 2,
    // A store goes into the write buffer; only one that finds it full waits.
    store: { low: 1, estimate: 1, high: 2 },
    loadDouble: 3,
    storeDouble: 3,
    loadMultiple: 1,
    storeMultiple: 1,
    tableBranch: 2,
    // The core may fold IT into the instruction before it.
    predicate: { low: 0, estimate: 1, high: 1 },
    floatLoad: { low: 1, estimate: 2, high: 2 },
    floatStore: { low: 1, estimate: 2, high: 2 },
    floatLoadMultiple: 1,
    floatStoreMultiple: 1,
  },
  perRegister: 1,
  refill: { branch: refill, call: refill, register: jump, load: jump },
  pipelinedLoad: 1,
  addressHazard: { low: 0, estimate: 0, high: 1 },
  latency: {},
  vectorOverlap: 0,
  dualIssue: { low: false, estimate: false, high: false },
};
