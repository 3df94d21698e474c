import type { Flasher } from './flasher.js';

/** `download` leaves the core halted, so that a reset follows. */
export const probeRs: Flasher<'probe-rs'> = {
  tool: 'probe-rs',
  commands({ program, probe }, { chip }) {
    const where = ['--chip', chip, ...(probe === undefined ? [] : ['--probe', probe])];
    return [
      { program: 'probe-rs', args: ['download', ...where, '--verify', program] },
      { program: 'probe-rs', args: ['reset', ...where] },
    ];
  },
};
