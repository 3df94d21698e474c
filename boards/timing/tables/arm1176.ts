import type { TimingTable } from '../timing-table.js';

/** Eight stages: a predicted branch is folded or takes one cycle, a mispredicted one 5 to 7. */
const branch = { low: 0, estimate: 1, high: 5 };

export const arm1176: TimingTable = {
  core: 'arm1176',
  source:
    'An estimate from Arm DDI 0301 (ARM1176JZF-S TRM), chapter 16: cycle timings and interlock behavior; every access hits the cache',
  isEstimate: true,
  cycles: {
    alu: 1,
    multiply: 2,
    multiplyAccumulate: 2,
    longMultiply: 3,
    longMultiplyAccumulate: 3,
    dspMultiply: 1,
    loadMultiple: { low: 0, estimate: 1, high: 1 },
    storeMultiple: { low: 0, estimate: 1, high: 1 },
  },
  // 64 bits a cycle.
  perRegister: 0.5,
  refill: { branch, call: branch, register: { low: 1, estimate: 3, high: 7 }, load: 4 },
  pipelinedLoad: 0,
  addressHazard: 0,
  latency: {
    load: 3,
    loadDouble: 3,
    loadMultiple: 3,
    multiply: 4,
    multiplyAccumulate: 4,
    longMultiply: 5,
    longMultiplyAccumulate: 5,
    dspMultiply: 3,
  },
  vectorOverlap: 0,
  dualIssue: { low: false, estimate: false, high: false },
};
