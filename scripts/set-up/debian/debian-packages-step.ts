import { packagesNeedDebian, packagesNeedRoot, packagesStillMissing } from '../errors.js';
import { findExecutable } from '../find-executable.js';
import type { Purpose, SetUpStep, StepContext } from '../set-up-step.js';
import { installPackages, installCommand } from './apt-get.js';
import { debianPackages, type DebianPackage } from './debian-packages.js';

/** Compilers, emulators and formatters, which come from the system's package manager. */
export const debianPackagesStep: SetUpStep = {
  name: 'Debian packages',
  isDone: async (context) => (await missingRequired(context)).length === 0,
  run: installMissing,
  outcome: ({ purpose }) => Promise.resolve(`all tools for ${purpose} are there.`),
};

async function installMissing(context: StepContext): Promise<void> {
  const { machine, report } = context;
  const names = (await missing(context)).map(({ name }) => name);
  if (findExecutable('apt-get', machine.env) === undefined) throw packagesNeedDebian(names);
  if (!machine.isRoot) throw packagesNeedRoot(names, installCommand(names));
  report(`installing ${names.join(', ')} …`);
  await installPackages(names, machine);
  const remaining = await missingRequired(context);
  if (remaining.length > 0) throw packagesStillMissing(remaining.map(({ name }) => name));
}

async function missingRequired(context: StepContext): Promise<DebianPackage[]> {
  const packages = await missing(context);
  return packages.filter(({ requiredFor }) => requiredFor.includes(context.purpose));
}

/** Leaves out what only other purposes require, so that a demo installs nothing for tests. */
async function missing({ machine, purpose }: StepContext): Promise<DebianPackage[]> {
  const candidates = debianPackages.filter((candidate) => isOfUse(candidate, purpose));
  const present = await Promise.all(candidates.map(({ isPresent }) => isPresent(machine)));
  return candidates.filter((_, index) => !present[index]);
}

function isOfUse({ requiredFor }: DebianPackage, purpose: Purpose): boolean {
  return requiredFor.length === 0 || requiredFor.includes(purpose);
}
