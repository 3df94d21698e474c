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
  { name: 'clang-format', isPresent: hasProgram('clang-format'), requiredFor: testsOnly },
  { name: 'g++', isPresent: hasProgram('g++'), requiredFor: [] },
];

function hasProgram(name: string): DebianPackage['isPresent'] {
  return ({ env }) => Promise.resolve(findExecutable(name, env) !== undefined);
}

/** The compiler prints a full path for a library that it finds, else the name as it was given. */
async function hasNewlib({ env }: Machine): Promise<boolean> {
  const compiler = findExecutable('arm-none-eabi-gcc', env);
  if (compiler === undefined) return false;
  const { stdout } = await execa(compiler, ['-print-file-name=libc_nano.a'], {
    env,
    extendEnv: false,
    reject: false,
  });
  return stdout !== undefined && stdout.includes('/');
}
