import { SoftbitError } from '../../codegen/index.js';

export function packagesNeedRoot(packages: readonly string[], command: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_SETUP_NEEDS_ROOT',
    message: `These Debian packages are missing and only root can install them: ${packages.join(', ')}. Run\n\n    ${command}\n\nand then the same Softbit command again.`,
    exitCode: 3,
  });
}

export function packagesNeedDebian(packages: readonly string[]): SoftbitError {
  return new SoftbitError({
    code: 'SB_SETUP_NOT_DEBIAN',
    message: `This system has no apt-get, so the tools must be installed by hand. By their Debian names they are: ${packages.join(', ')}. "softbit doctor" shows which are still missing.`,
    exitCode: 3,
  });
}

export function packagesStillMissing(packages: readonly string[]): SoftbitError {
  return new SoftbitError({
    code: 'SB_SETUP_PACKAGES_MISSING',
    message: `apt-get reported success, but what these packages bring is not in the PATH: ${packages.join(', ')}. Check the PATH, or reinstall them with "apt-get install --reinstall".`,
    exitCode: 3,
  });
}

export function programFailed(program: string, ending: string, output: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_SETUP_PROGRAM_FAILED',
    message: `"${program}" ${ending}. The end of its output:\n${lastLines(output, 25)}\nMend what it says and run the command again.`,
    exitCode: 3,
  });
}

export function interrupted(): SoftbitError {
  return new SoftbitError({
    code: 'SB_SETUP_INTERRUPTED',
    message: 'The set-up was interrupted. Run the command again to finish it.',
    exitCode: 1,
  });
}

function lastLines(output: string, count: number): string {
  const lines = output.trim().split('\n').slice(-count);
  return lines.map((line) => `    ${line}`).join('\n');
}
