import { setTimeout } from 'node:timers/promises';
import { uf2VolumeMissing, uf2VolumeStays } from './errors.js';
import { imageOf, type Flasher } from './flasher.js';
import { findUf2Volume, isUf2Volume } from './uf2-volume.js';

const PATIENCE_MS = 20_000;
const BETWEEN_LOOKS_MS = 100;

/** Copies a file onto the volume that a boot program shows; the board then restarts by itself. */
export const uf2: Flasher<'uf2'> = {
  tool: 'cp',
  async commands(job, { board: boardId }) {
    const volume = job.volume ?? (await findUf2Volume(boardId));
    if (volume === undefined) throw uf2VolumeMissing(job.board.id, boardId);
    return [{ program: 'cp', args: [imageOf(job, 'uf2'), `${volume.replace(/\/$/, '')}/`] }];
  },
  /** The volume vanishes when the board has taken the last block. */
  async settle(job, { board: boardId }) {
    const deadline = Date.now() + PATIENCE_MS;
    while (await isMounted(job.volume, boardId)) {
      if (Date.now() > deadline) throw uf2VolumeStays(job.board.id, PATIENCE_MS / 1000);
      await setTimeout(BETWEEN_LOOKS_MS);
    }
  },
};

async function isMounted(volume: string | undefined, boardId: string): Promise<boolean> {
  if (volume !== undefined) return isUf2Volume(volume, boardId);
  return (await findUf2Volume(boardId)) !== undefined;
}
