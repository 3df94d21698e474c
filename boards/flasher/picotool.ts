import type { Flasher } from './flasher.js';

/** Verifies and then runs what it wrote; the board must be in its USB boot mode. */
export const picotool: Flasher<'picotool'> = {
  tool: 'picotool',
  commands({ program, probe }) {
    const serial = probe === undefined ? [] : ['--ser', probe];
    return [{ program: 'picotool', args: ['load', '--verify', '--execute', program, ...serial] }];
  },
};
