import path from 'node:path';
import { flashHostNeeded } from './errors.js';
import type { Command } from '../toolchain/run-command.js';
import type { FlashJob, Flasher } from './flasher.js';

/** Below the user's home on the board. */
const REMOTE_FOLDER = '.cache/softbit';

/** A Linux program is copied, and started when it is spoken to. */
export const ssh: Flasher<'ssh'> = {
  tool: 'scp',
  commands(job) {
    const host = hostOf(job);
    const options = sshOptions(job);
    return [
      { program: 'ssh', args: [...options, host, `mkdir -p ${REMOTE_FOLDER}`] },
      { program: 'scp', args: [...options, job.program, `${host}:${remotePath(job)}`] },
    ];
  },
};

/** The command whose standard input and output are the line to the program on the board. */
export function remoteCommand(job: FlashJob): Command {
  return { program: 'ssh', args: ['-T', ...sshOptions(job), hostOf(job), remotePath(job)] };
}

function remotePath({ board, program }: FlashJob): string {
  return `${REMOTE_FOLDER}/${board.id}-${path.basename(program)}`;
}

/** A question for a password would wait for ever on a line that carries frames. */
function sshOptions({ sshConfig }: FlashJob): string[] {
  return [...(sshConfig === undefined ? [] : ['-F', sshConfig]), '-o', 'BatchMode=yes'];
}

function hostOf({ host, board }: FlashJob): string {
  if (host === undefined) throw flashHostNeeded(board.id);
  return host;
}
