import type { TimingTable } from '../timing-table.js';
import { cortexM4 } from './cortex-m4.js';

const refill = { low: 0, estimate: 1, high: 2 };

/** The low bound issues every possible pair, the high bound none at all. */
export const cortexM7: TimingTable = {
  ...cortexM4,
  core: 'cortex-m7',
  source:
    'An estimate: Arm DDI 0489 (Cortex-M7 TRM) has no timing of instructions. Two in-order pipelines, branch prediction, code and data in tightly coupled memory or cache',
  isEstimate: true,
  cycles: {
    ...cortexM4.cycles,
    load: 1,
    loadDouble: { low: 1, estimate: 1, high: 2 },
    storeDouble: { low: 1, estimate: 1, high: 2 },
    loadMultiple: { low: 0, estimate: 0, high: 1 },
    storeMultiple: { low: 0, estimate: 0, high: 1 },
    floatLoad: 1,
    floatStore: 1,
    floatLoadMultiple: 0,
    floatStoreMultiple: 0,
  },
  // Memory of 64 bits moves two registers a cycle.
  perRegister: { low: 0.5, estimate: 0.5, high: 1 },
  refill: { branch: refill, call: refill, register: refill, load: refill },
  pipelinedLoad: 0,
  latency: {
    load: { low: 1, estimate: 2, high: 2 },
    multiply: { low: 1, estimate: 2, high: 2 },
    multiplyAccumulate: { low: 1, estimate: 2, high: 2 },
    dspMultiply: { low: 1, estimate: 2, high: 2 },
    longMultiply: { low: 1, estimate: 2, high: 2 },
    longMultiplyAccumulate: { low: 1, estimate: 2, high: 2 },
  },
  dualIssue: { low: true, estimate: true, high: false },
};
