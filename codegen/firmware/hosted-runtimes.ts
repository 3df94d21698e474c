import { invalidTarget } from '../errors.js';
import type { Target } from '../project/target.js';
import { toolVersion } from '../tool-version.js';
import type { TemplateFile } from './template-file.js';

/** What stands between `main` and an operating system. */
export interface HostedRuntime {
  readonly files: readonly TemplateFile[];
  readonly linkFlags: readonly string[];
}

/** Runtimes by the name that a core's data give. */
const runtimes = {
  /** The C library of the system's own compiler. */
  posix: { files: filesOf('hosted', ['serial.c', 'timer.c']), linkFlags: [] },
  /**
   * Linux's 32-bit Arm system calls, for compilers whose C library knows of no system. So programs
   * hold nothing that an ARMv6 core lacks, which the libraries of today's 32-bit Linux compilers do.
   */
  'linux-arm': {
    files: filesOf('linux-arm', ['system_call.h', 'start.c', 'serial.c', 'timer.c']),
    linkFlags: ['-nostartfiles', '--specs=nano.specs'],
  },
} satisfies Record<string, HostedRuntime>;

function filesOf(folder: string, names: readonly string[]): TemplateFile[] {
  return names.map((name) => ({
    path: `firmware/${folder.replaceAll('-', '_')}/${name}`,
    template: `${folder}/${name}.hbs`,
    view: { version: toolVersion },
  }));
}

/** @throws SB_TARGET_INVALID where the target asks for what is not there */
export function hostedRuntime({ board, hosted }: Target): HostedRuntime {
  const name = hosted?.runtime ?? 'posix';
  if (!Object.hasOwn(runtimes, name)) {
    const known = Object.keys(runtimes).join(', ');
    throw invalidTarget(board, 'hosted.runtime', name, `one of: ${known}`);
  }
  return runtimes[name as keyof typeof runtimes];
}
