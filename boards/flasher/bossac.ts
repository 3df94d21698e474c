import path from 'node:path';
import { flashPortNeeded } from './errors.js';
import { imageOf, type Flasher } from './flasher.js';

/** Programs through the boot program's serial port, which a double press of reset starts. */
export const bossac: Flasher<'bossac'> = {
  tool: 'bossac',
  commands(job, { offset }) {
    if (job.port === undefined) throw flashPortNeeded(job.board.id, 'bossac');
    const port = `--port=${path.basename(job.port)}`;
    const where = `--offset=0x${offset.toString(16)}`;
    const args = [port, where, '--erase', '--write', '--verify', '--reset', imageOf(job, 'bin')];
    return [{ program: 'bossac', args }];
  },
};
