import type { Flasher } from './flasher.js';

/** pyOCD resets the target after writing. */
export const pyocd: Flasher<'pyocd'> = {
  tool: 'pyocd',
  commands({ program, probe }, { target }) {
    const unique = probe === undefined ? [] : ['--uid', probe];
    return [{ program: 'pyocd', args: ['flash', '--target', target, ...unique, program] }];
  },
};
