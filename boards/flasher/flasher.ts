import type { Board, FlashMethod } from '../data/board-schema.js';
import type { Command } from '../toolchain/run-command.js';

export type MethodName = FlashMethod['method'];

/** The data that a method is described with in a board's file. */
export type MethodData<Name extends MethodName> = Extract<FlashMethod, { method: Name }>;

/** One program to be put onto one board. */
export interface FlashJob {
  readonly board: Board;
  /** The linked program, an ELF; other forms of it lie beside it, as `writeImages` leaves them. */
  readonly program: string;
  /** Serial number of the debug probe, where several are attached. */
  readonly probe?: string | undefined;
  /** Serial port of boards that are programmed through it. */
  readonly port?: string | undefined;
  /** Where the UF2 volume is mounted; default: searched for. */
  readonly volume?: string | undefined;
  /** Of a Linux board, as `ssh` takes it. */
  readonly host?: string | undefined;
  /** Configuration file for `ssh` and `scp`. */
  readonly sshConfig?: string | undefined;
}

/** One way of programming boards. One file each, listed in `registry.ts`. */
export interface Flasher<Name extends MethodName> {
  /** The program that must be installed. */
  readonly tool: string;
  /**
   * What is to be run, in order; nothing is touched yet.
   *
   * @throws SoftbitErrors where the job lacks what the method needs
   */
  commands(job: FlashJob, data: MethodData<Name>): readonly Command[] | Promise<readonly Command[]>;
  /** Waits for what happens after the last command, as a board that restarts by itself. */
  settle?(job: FlashJob, data: MethodData<Name>): Promise<void>;
}

/** The program in another form: `build/firmware.elf` → `build/firmware.hex`. */
export function imageOf({ program }: FlashJob, ending: 'bin' | 'hex' | 'uf2'): string {
  return `${program.replace(/\.elf$/, '')}.${ending}`;
}
