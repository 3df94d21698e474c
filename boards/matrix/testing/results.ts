import type { TimedResult } from '../matrix-report.js';

export const passed: TimedResult = {
  board: 'mps2-an386',
  model: 'lenet5',
  status: 'passed',
  reason: null,
  accuracy: 0.975,
  bitExact: { equal: 40, total: 40 },
  instructions: 884_756,
  flash: 30_296,
  ram: 21_520,
  seconds: 1.5,
};

export const failed: TimedResult = {
  ...passed,
  model: 'a <#1> & "b"',
  status: 'failed',
  reason: '3 of 40 samples differ,\nfirst: 100 % of sample 2',
  bitExact: { equal: 37, total: 40 },
};

export const skipped: TimedResult = {
  board: 'stm32vldiscovery',
  model: 'resnet8',
  status: 'skipped',
  reason: 'does not fit: 9 KB | 8 KB',
  accuracy: null,
  bitExact: null,
  instructions: null,
  flash: null,
  ram: null,
  seconds: 0.25,
};
