import { startEmulator } from '../emulator/qemu.js';
import { openSerial } from '../link/serial-transport.js';
import type { DeviceDriver } from './device.js';

/** A board that QEMU emulates; its serial line is a pseudo-terminal. */
export const emulated: DeviceDriver = {
  name: 'emulated',
  serves: ({ board }) => board.emulator !== undefined,
  async open({ board, program }) {
    const emulator = await startEmulator({ ...board.emulator!, elf: program });
    try {
      const transport = await openSerial(emulator.port, board.firmware!.uart.baud);
      return {
        transport,
        description: emulator.command,
        async close() {
          await transport.close();
          await emulator.stop();
        },
      };
    } catch (error) {
      await emulator.stop();
      throw error;
    }
  },
};
