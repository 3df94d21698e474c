import type { TimingTable } from '../timing-table.js';
import { arm1176 } from './arm1176.js';
import { cortexM0 } from './cortex-m0.js';
import { cortexM0Plus } from './cortex-m0plus.js';
import { cortexM3 } from './cortex-m3.js';
import { cortexM33 } from './cortex-m33.js';
import { cortexM4 } from './cortex-m4.js';
import { cortexM55 } from './cortex-m55.js';
import { cortexM7 } from './cortex-m7.js';

/** Every core whose instructions have a table; adding one is a file and a line here. */
export const timingTables: readonly TimingTable[] = [
  cortexM0,
  cortexM0Plus,
  cortexM3,
  cortexM4,
  cortexM7,
  cortexM33,
  cortexM55,
  arm1176,
];

export function timingTableOf(core: string): TimingTable | undefined {
  return timingTables.find((table) => table.core === core);
}
