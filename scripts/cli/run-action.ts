import process from 'node:process';
import type { Command } from 'commander';
import { SoftbitError } from '../../codegen/index.js';
import { Console } from './console.js';

/** What every command gets: its console, and a signal that Ctrl-C raises. */
export interface CommandContext {
  readonly console: Console;
  readonly signal: AbortSignal;
  readonly verbose: boolean;
}

interface GlobalOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

const OUR_BUG = 70;

/** A command's work; it gives the exit code, or nothing for 0. */
export type Action<Options> = (
  options: Options,
  context: CommandContext,
  ...operands: readonly string[]
) => Promise<number | void>;

/**
 * Wraps a command's work for commander: hands it its context, turns errors into words and exit
 * codes.
 */
export function runAction<Options extends object>(action: Action<Options>) {
  return async function (this: Command): Promise<void> {
    const options = this.optsWithGlobals<Options & GlobalOptions>();
    const { json = false, quiet = false, verbose = false } = options;
    const console = new Console({ json, quiet });
    try {
      const context = { console, signal: interruption(), verbose };
      process.exitCode = (await action(options, context, ...this.args)) ?? 0;
    } catch (error) {
      process.exitCode = reportFailure(error, console);
    }
  };
}

/** The first Ctrl-C asks the command to stop at a safe place; the second ends the process. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return controller.signal;
}

function reportFailure(error: unknown, console: Console): number {
  if (error instanceof SoftbitError) {
    console.failure(error);
    return error.exitCode;
  }
  process.stderr.write(
    'SB_BUG: Softbit itself failed. Please report this with the command you ran.\n',
  );
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return OUR_BUG;
}
