import { execa } from 'execa';
import { findExecutable } from '../find-executable.js';
import type { Machine, Purpose } from '../set-up-step.js';

export interface DebianPackage {
  readonly name: string;
  /** Whether what the package brings can be used, wherever it came from. */
  readonly isPresent: (machine: Machine) => Promise<boolean>;
  /** For which purposes Softbit cannot do without it. */
  readonly requiredFor: readonly Purpose[];
}

const always: readonly Purpose[] = ['demo', 'test', 'setup'];
const testsOnly: readonly Purpose[] = ['test', 'setup'];

/** A package that is required for nothing is installed along with others, but never asked for. */
export const debianPackages: readonly DebianPackage[] = [
  { name: 'gcc', isPresent: hasProgram('gcc'), requiredFor: always },
  { name: 'make', isPresent: hasProgram('make'), requiredFor: always },
  { name: 'gcc-arm-none-eabi', isPresent: hasProgram('arm-none-eabi-gcc'), requiredFor: always },
  { name: 'libnewlib-arm-none-eabi', isPresent: hasNewlib, requiredFor: always },
  { name: 'qemu-system-arm', isPresent: hasProgram('qemu-system-arm'), requiredFor: always },
  {
    name: 'gcc-aarch64-linux-gnu',
    isPresent: hasProgram('aarch64-linux-gnu-gcc'),
    requiredFor: testsOnly,
  },
  { name: 'libc6-dev-arm64-cross', isPresent: hasArm64Libc, requiredFor: testsOnly },
  {
    name: 'gcc-arm-linux-gnueabihf',
    isPresent: hasProgram('arm-linux-gnueabihf-gcc'),
    requiredFor: testsOnly,
  },
  { name: 'libc6-dev-armhf-cross', isPresent: hasArmLibc, requiredFor: testsOnly },
  { name: 'qemu-user', isPresent: hasUserEmulators, requiredFor: testsOnly },
  { name: 'clang-format', isPresent: hasProgram('clang-format'), requiredFor: testsOnly },
  { name: 'g++', isPresent: hasProgram('g++'), requiredFor: [] },
];

function hasProgram(name: string): DebianPackage['isPresent'] {
  return ({ env }) => Promise.resolve(findExecutable(name, env) !== undefined);
}

function hasUserEmulators({ env }: Machine): Promise<boolean> {
  const emulators = ['qemu-arm', 'qemu-aarch64'];
  return Promise.resolve(emulators.every((name) => findExecutable(name, env) !== undefined));
}

function hasNewlib(machine: Machine): Promise<boolean> {
  return hasLibrary(machine, 'arm-none-eabi-gcc', 'libc_nano.a');
}

function hasArm64Libc(machine: Machine): Promise<boolean> {
  return hasLibrary(machine, 'aarch64-linux-gnu-gcc', 'libc.a');
}

function hasArmLibc(machine: Machine): Promise<boolean> {
  return hasLibrary(machine, 'arm-linux-gnueabihf-gcc', 'libc.a');
}

/** A compiler prints a full path for a library that it finds, else the name as it was given. */
async function hasLibrary({ env }: Machine, gcc: string, library: string): Promise<boolean> {
  const compiler = findExecutable(gcc, env);
  if (compiler === undefined) return false;
  const { stdout } = await execa(compiler, [`-print-file-name=${library}`], {
    env,
    extendEnv: false,
    reject: false,
  });
  return stdout !== undefined && stdout.includes('/');
}
