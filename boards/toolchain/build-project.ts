import { execa } from 'execa';
import { buildFailed, buildInterrupted } from '../errors.js';
import { requireTool } from './find-tool.js';

export interface BuildOptions {
  /** Folder of a generated project. */
  readonly folder: string;
  /** `arm-none-eabi-` or empty. */
  readonly prefix: string;
  /** Told the external command before it runs. */
  readonly onCommand?: ((command: string) => void) | undefined;
  /** Ends the build. */
  readonly signal?: AbortSignal | undefined;
}

/** The command that builds a project, as a user would type it in the project's folder. */
export const buildCommand = ['make', '--jobs=2', 'all'] as const;

/**
 * Builds a generated project with its own Makefile.
 *
 * @throws SB_TOOL_MISSING, SB_INTERRUPTED, SB_BUILD_FAILED with the compiler's last lines
 */
export async function buildProject(options: BuildOptions): Promise<void> {
  const { folder, prefix, onCommand, signal } = options;
  requireTool('make', 'build the project');
  requireTool(`${prefix}gcc`, 'compile the project');
  const [program, ...args] = buildCommand;
  const command = buildCommand.join(' ');
  onCommand?.(`cd ${folder} && ${command}`);
  const result = await execa(program, args, {
    cwd: folder,
    all: true,
    reject: false,
    ...(signal && { cancelSignal: signal }),
  });
  if (result.isCanceled) throw buildInterrupted(folder);
  if (result.failed) throw buildFailed(command, folder, result.all);
}
