import { loadBoard, type Board } from '../../boards/index.js';

/** A core that speed is measured on, and the board whose emulator runs its code. */
export interface MeasuredCore {
  readonly core: string;
  readonly board: string;
  /** For people. */
  readonly title: string;
}

/** Every core with a cost table; adding one is a line here. */
export const measuredCores: readonly MeasuredCore[] = [
  { core: 'cortex-m0', board: 'mps2-an385', title: 'M0' },
  { core: 'cortex-m0plus', board: 'mps2-an385', title: 'M0+' },
  { core: 'cortex-m3', board: 'mps2-an385', title: 'M3' },
  { core: 'cortex-m4', board: 'mps2-an386', title: 'M4' },
  { core: 'cortex-m7', board: 'mps2-an500', title: 'M7' },
  { core: 'cortex-m33', board: 'mps2-an505', title: 'M33' },
  { core: 'cortex-m55', board: 'mps3-an547', title: 'M55' },
  { core: 'arm1176', board: 'raspberry-pi-zero', title: 'ARM1176' },
  { core: 'cortex-a7', board: 'raspberry-pi-2', title: 'A7' },
  { core: 'cortex-a53', board: 'raspberry-pi-3', title: 'A53' },
  { core: 'cortex-a72', board: 'raspberry-pi-4', title: 'A72' },
  { core: 'cortex-a76', board: 'raspberry-pi-5', title: 'A76' },
];

export function boardOf({ board, core }: MeasuredCore): Board {
  return loadBoard(board, undefined, core);
}
