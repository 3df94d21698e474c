import { imageOf, type Flasher } from './flasher.js';

/** Takes no ELF, but the bytes and where they go. */
export const stFlash: Flasher<'st-flash'> = {
  tool: 'st-flash',
  commands(job, { address }) {
    const serial = job.probe === undefined ? [] : ['--serial', job.probe];
    const where = `0x${address.toString(16).padStart(8, '0')}`;
    const args = [...serial, '--reset', 'write', imageOf(job, 'bin'), where];
    return [{ program: 'st-flash', args }];
  },
};
