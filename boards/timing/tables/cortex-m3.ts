import type { TimingTable } from '../timing-table.js';
import { cortexM4 } from './cortex-m4.js';

/** As Cortex-M4, but for multiplications; long ones end early where operands are small. */
export const cortexM3: TimingTable = {
  ...cortexM4,
  core: 'cortex-m3',
  source:
    'Arm DDI 0337 (Cortex-M3 TRM r2p0), sections 3.3.1 (instructions) and 3.3.2 (load and store timings)',
  cycles: {
    ...cortexM4.cycles,
    multiplyAccumulate: 2,
    longMultiply: { low: 3, estimate: 4, high: 5 },
    longMultiplyAccumulate: { low: 4, estimate: 6, high: 7 },
  },
};
