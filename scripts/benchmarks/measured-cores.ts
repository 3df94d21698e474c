import { loadBoard, type Board } from '../../boards/index.js';

/** A core that speed is measured on, and the board whose emulator runs its code. */
export interface MeasuredCore {
  readonly core: string;
  readonly board: string;
  /** For people. */
  readonly title: string;
  /**
   * Whether it has a cost table. The layers that such a table is fitted to must fit microcontrollers;
   * for the large layers of application cores kernels' own estimates choose better.
   */
  readonly hasTable: boolean;
}

/** Every core that speed is measured on; adding one is a line here. */
export const measuredCores: readonly MeasuredCore[] = [
  { core: 'cortex-m0', board: 'mps2-an385', title: 'M0', hasTable: true },
  { core: 'cortex-m0plus', board: 'mps2-an385', title: 'M0+', hasTable: true },
  { core: 'cortex-m3', board: 'mps2-an385', title: 'M3', hasTable: true },
  { core: 'cortex-m4', board: 'mps2-an386', title: 'M4', hasTable: true },
  { core: 'cortex-m7', board: 'mps2-an500', title: 'M7', hasTable: true },
  { core: 'cortex-m33', board: 'mps2-an505', title: 'M33', hasTable: true },
  { core: 'cortex-m55', board: 'mps3-an547', title: 'M55', hasTable: true },
  { core: 'arm1176', board: 'raspberry-pi-zero', title: 'ARM1176', hasTable: false },
  { core: 'cortex-a7', board: 'raspberry-pi-2', title: 'A7', hasTable: false },
  { core: 'cortex-a53', board: 'raspberry-pi-3', title: 'A53', hasTable: false },
  { core: 'cortex-a72', board: 'raspberry-pi-4', title: 'A72', hasTable: false },
  { core: 'cortex-a76', board: 'raspberry-pi-5', title: 'A76', hasTable: false },
];

export function boardOf({ board, core }: MeasuredCore): Board {
  return loadBoard(board, undefined, core);
}
