import { execa } from 'execa';
import { programFailed } from './errors.js';
import type { Machine } from './set-up-step.js';

export interface RunQuietlyOptions {
  readonly machine: Machine;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly timeoutSeconds: number;
}

/**
 * Runs a program with its output kept back and resolves to that output. The program leads a process
 * group of its own, so that the time limit and Ctrl-C end also what it has started: installers
 * start compilers.
 *
 * @throws SoftbitError `SB_SETUP_PROGRAM_FAILED` with the end of the output; the reason of the
 * machine's signal when that is raised.
 */
export async function runQuietly(
  command: string,
  args: readonly string[],
  { machine, env = {}, cwd = machine.root, timeoutSeconds }: RunQuietlyOptions,
): Promise<string> {
  machine.signal.throwIfAborted();
  const child = execa(command, args, {
    cwd,
    env: { ...machine.env, ...env },
    extendEnv: false,
    all: true,
    reject: false,
    detached: true,
    stdin: 'ignore',
  });
  const limit = endGroupOn(child.pid, machine.signal, timeoutSeconds);
  const { exitCode, all, originalMessage } = await child;
  limit.release();
  machine.signal.throwIfAborted();
  if (exitCode === 0) return all;
  const ending = limit.timedOut()
    ? `took longer than ${timeoutSeconds} s`
    : exitCode === undefined
      ? `did not run (${originalMessage ?? 'ended by a signal'})`
      : `ended with exit code ${exitCode}`;
  throw programFailed([command, ...args].join(' '), ending, all ?? '');
}

function endGroupOn(
  pid: number | undefined,
  signal: AbortSignal,
  timeoutSeconds: number,
): { release: () => void; timedOut: () => boolean } {
  let timedOut = false;
  let lastResort: NodeJS.Timeout | undefined;
  const end = (): void => {
    killGroup(pid, 'SIGTERM');
    lastResort = setTimeout(() => killGroup(pid, 'SIGKILL'), 5000);
  };
  const timer = setTimeout(() => {
    timedOut = true;
    end();
  }, timeoutSeconds * 1000);
  signal.addEventListener('abort', end);
  const release = (): void => {
    clearTimeout(timer);
    clearTimeout(lastResort);
    signal.removeEventListener('abort', end);
  };
  return { release, timedOut: () => timedOut };
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended by itself in the meantime.
  }
}
