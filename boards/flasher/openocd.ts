import type { Flasher } from './flasher.js';

/** OpenOCD writes, verifies and resets in one go: OpenOCD User's Guide, "program". */
export const openocd: Flasher<'openocd'> = {
  tool: 'openocd',
  commands({ program, probe }, { config }) {
    const files = config.flatMap((file) => ['-f', file]);
    const serial = probe === undefined ? [] : ['-c', `adapter serial ${probe}`];
    // Braces keep Tcl from reading anything in the path.
    const write = ['-c', `program {${program}} verify reset exit`];
    return [{ program: 'openocd', args: [...files, ...serial, ...write] }];
  },
};
