import { execFile } from 'node:child_process';
import fs from 'node:fs';
import process from 'node:process';

/**
 * Gives each process a core of its own where there are as many as cores: the kernels of some virtual
 * machines pack busy processes onto one core, and then the others idle. Where `taskset` is missing
 * nothing happens; with fewer processes the choice of cores is the system's.
 *
 * @returns what lets this process use all its cores again
 */
export async function pinProcesses(others: readonly number[]): Promise<() => Promise<void>> {
  const cores = allowedCores();
  const ids = [process.pid, ...others];
  if (others.length === 0 || cores.length !== ids.length) return async () => {};
  await Promise.all(ids.map((id, place) => confine(id, String(cores[place]))));
  return () => confine(process.pid, cores.join());
}

/** From `Cpus_allowed_list: 0-1,4` of Linux; elsewhere none. */
function allowedCores(): number[] {
  const status = '/proc/self/status';
  if (!fs.existsSync(status)) return [];
  const [, list = ''] = /^Cpus_allowed_list:\s*(\S+)$/m.exec(fs.readFileSync(status, 'utf8')) ?? [];
  return list.split(',').flatMap((range) => {
    const [first, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/** All threads of a process. */
function confine(id: number, cores: string): Promise<void> {
  return new Promise((resolve) => {
    execFile('taskset', ['-acp', cores, String(id)], () => resolve());
  });
}
