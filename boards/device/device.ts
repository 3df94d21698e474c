import type { Board } from '../data/board-schema.js';
import type { Transport } from '../link/transport.js';

/** A running device with an open line. */
export interface Device {
  readonly transport: Transport;
  /** How it was reached, for people: an external command or a port. */
  readonly description: string;
  /** Of an emulator whose timers count instructions: each takes 2^shift ns. */
  readonly instructionShift?: number;
  /** Of a real line, whose speed limits it. */
  readonly baud?: number;
  /** Closes the line and stops what was started, for certain. */
  close(): Promise<void>;
}

/** What decides how a device is reached. */
export interface DeviceAddress {
  readonly board: Board;
  /** Serial port of an attached board that already runs the program. */
  readonly port?: string | undefined;
  /** Linux board in the network, as `ssh` takes it, or `local` for this machine. */
  readonly host?: string | undefined;
}

export interface OpenDeviceOptions extends DeviceAddress {
  /** The linked program: an ELF for an emulator, an executable for this machine. */
  readonly program: string;
  /** How long a port that vanished may take to return; default 24 s. */
  readonly returnMs?: number | undefined;
  /** Configuration file for `ssh`. */
  readonly sshConfig?: string | undefined;
  /** Told what is done on the way there. */
  readonly onStep?: ((line: string) => void) | undefined;
}

/** One way of reaching a device; `drivers.ts` holds the table. */
export interface DeviceDriver {
  readonly name: string;
  /** Whether there is but one such device, as with hardware; of others several run at once. */
  readonly single: boolean;
  /** Whether this driver is the one for that board and port. */
  serves(address: DeviceAddress): boolean;
  open(options: OpenDeviceOptions): Promise<Device>;
}
