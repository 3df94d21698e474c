import process from 'node:process';
import { isInstalled } from '../toolchain/find-tool.js';

export interface CommandLine {
  readonly program: string;
  readonly args: readonly string[];
}

/**
 * The same command, run so that it ends with this process even where this process is killed and can
 * clean up nothing itself: Linux then sends it SIGKILL. Elsewhere the command stays as it is.
 *
 * Source: prctl(2), PR_SET_PDEATHSIG; setpriv(1) of util-linux.
 */
export function withLifeline({ program, args }: CommandLine): CommandLine {
  if (process.platform !== 'linux' || !isInstalled('setpriv')) return { program, args };
  return { program: 'setpriv', args: ['--pdeathsig', 'KILL', '--', program, ...args] };
}
