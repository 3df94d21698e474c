import type { Board, FlashMethod } from '../data/board-schema.js';
import { flashFailed, flashMethodUnknown, notFlashable } from './errors.js';
import { isInstalled, requireTool } from '../toolchain/find-tool.js';
import {
  commandLine,
  runCommand,
  type Command,
  type CommandRunner,
} from '../toolchain/run-command.js';
import type { FlashJob, Flasher, MethodName } from './flasher.js';
import { flashers } from './registry.js';

export interface FlashOptions extends FlashJob {
  /** One of the board's methods; default: the first whose tool is installed. */
  readonly method?: string | undefined;
  /** Tells what would be run, and runs nothing. */
  readonly dryRun?: boolean | undefined;
  /** Runs commands; tests record them instead. */
  readonly run?: CommandRunner | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told each command before it runs. */
  readonly onCommand?: ((command: string) => void) | undefined;
}

/** What `softbit flash --json` prints of the programming. */
export interface FlashReport {
  readonly board: string;
  readonly method: string;
  readonly commands: readonly string[];
}

/**
 * Puts a program onto a board with one of the methods that the board's data name.
 *
 * @throws SB_NOT_FLASHABLE, SB_FLASH_METHOD, SB_TOOL_MISSING, SB_FLASH_FAILED with the tool's last
 *   lines, and what the method needs
 * @example
 * await flashProgram({ board: loadBoard('nucleo-f446re'), program: 'build/firmware.elf' });
 */
export async function flashProgram(options: FlashOptions): Promise<FlashReport> {
  const data = chooseMethod(options);
  const flasher = flashers[data.method] as Flasher<MethodName>;
  const commands = await flasher.commands(options, data);
  for (const command of commands) {
    options.onCommand?.(commandLine(command));
    if (!options.dryRun) await perform(options, command);
  }
  if (!options.dryRun) await flasher.settle?.(options, data);
  return { board: options.board.id, method: data.method, commands: commands.map(commandLine) };
}

/** A board that is a host in the network is copied to, whatever else its data say. */
function chooseMethod({ board, method, host, dryRun }: FlashOptions): FlashMethod {
  const methods = host === undefined ? methodsOf(board) : [{ method: 'ssh' } as const];
  if (method !== undefined) {
    const chosen = methods.find((candidate) => candidate.method === method);
    if (chosen) return chosen;
    throw flashMethodUnknown(
      board.id,
      method,
      methods.map((known) => known.method),
    );
  }
  const ready = methods.find((candidate) => isInstalled(flashers[candidate.method].tool));
  return (dryRun ? undefined : ready) ?? methods[0];
}

function methodsOf({ id, flash }: Board): readonly FlashMethod[] {
  if (!flash) throw notFlashable(id);
  return flash.methods;
}

async function perform({ run, signal }: FlashOptions, command: Command): Promise<void> {
  if (!run) requireTool(command.program, 'put the program onto the board');
  const { failed, output } = await (run ?? runCommand)(command, signal);
  if (failed) throw flashFailed(commandLine(command), output);
}
