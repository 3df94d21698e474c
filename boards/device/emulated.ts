import { setTimeout } from 'node:timers/promises';
import { startEmulator, type Emulator } from '../emulator/qemu.js';
import { openSerial } from '../link/serial-transport.js';
import type { Transport } from '../link/transport.js';
import type { Device, DeviceDriver } from './device.js';

/** How long an emulator whose terminal is gone may take to end. */
const LAST_WORDS_MS = 1000;

/** A board that QEMU emulates; its serial line is a pseudo-terminal. */
export const emulated: DeviceDriver = {
  name: 'emulated',
  single: false,
  serves: ({ board }) => board.emulator !== undefined && board.firmware !== undefined,
  async open({ board, program }) {
    const { instructionShift } = board.emulator!;
    const emulator = await startEmulator({ ...board.emulator!, elf: program });
    try {
      const transport = await openSerial(emulator.port, board.firmware!.uart.baud);
      const device = attach(emulator, transport);
      return instructionShift === undefined ? device : { ...device, instructionShift };
    } catch (error) {
      await emulator.stop();
      throw error;
    }
  },
};

function attach(emulator: Emulator, line: Transport): Device {
  return {
    transport: { ...line, onEnd: (listener) => reportEnd(emulator, line, listener) },
    description: emulator.command,
    async close() {
      try {
        await line.close();
      } finally {
        await emulator.stop();
      }
    },
  };
}

/**
 * The end of the emulator is the end of the line: its terminal does not always tell. Where it does
 * tell first, the emulator is still waited for, because it knows the reason.
 */
function reportEnd(emulator: Emulator, line: Transport, listener: (reason: string) => void): void {
  const lineEnd = new Promise<string>((resolve) => {
    line.onEnd((reason) => resolve(setTimeout(LAST_WORDS_MS, reason, { ref: false })));
  });
  void Promise.race([emulator.ended, lineEnd]).then(listener);
}
