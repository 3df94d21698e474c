import { imageOf, type Flasher } from './flasher.js';

/** `-w` waits until the button on the board is pressed; the board restarts by itself. */
export const teensyLoader: Flasher<'teensy-loader'> = {
  tool: 'teensy_loader_cli',
  commands(job, { mcu }) {
    const args = [`--mcu=${mcu}`, '-w', '-v', imageOf(job, 'hex')];
    return [{ program: 'teensy_loader_cli', args }];
  },
};
