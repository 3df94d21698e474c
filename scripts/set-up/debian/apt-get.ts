import { runQuietly } from '../run-quietly.js';
import type { Machine } from '../set-up-step.js';

/** What a user types to install the packages, since only root may. */
export function installCommand(packages: readonly string[]): string {
  return `sudo apt-get update && sudo apt-get ${installArguments(packages).join(' ')}`;
}

/**
 * Installs Debian packages, which needs root. The list of packages is updated first: a fresh
 * machine has none, and an old list names files that are gone.
 *
 * @throws SoftbitError `SB_SETUP_PROGRAM_FAILED` with the end of apt-get's output
 */
export async function installPackages(
  packages: readonly string[],
  machine: Machine,
): Promise<void> {
  const options = {
    machine,
    env: { DEBIAN_FRONTEND: 'noninteractive' },
    timeoutSeconds: 20 * 60,
  };
  const waitForLock = ['-o', 'DPkg::Lock::Timeout=120'];
  await runQuietly('apt-get', [...waitForLock, 'update'], options);
  await runQuietly('apt-get', [...waitForLock, ...installArguments(packages)], options);
}

function installArguments(packages: readonly string[]): string[] {
  return ['install', '-y', '--no-install-recommends', ...packages];
}
