import { execa } from 'execa';

/** An external program with its arguments; no shell reads them. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

export interface CommandOutcome {
  readonly failed: boolean;
  /** What it printed, on both streams. */
  readonly output: string;
}

export type CommandRunner = (command: Command, signal?: AbortSignal) => Promise<CommandOutcome>;

/** Runs a command to its end. */
export const runCommand: CommandRunner = async ({ program, args }, signal) => {
  const result = await execa(program, args, {
    all: true,
    reject: false,
    stdin: 'ignore',
    ...(signal && { cancelSignal: signal }),
  });
  return { failed: result.failed, output: result.all ?? '' };
};

/** A command as a user would type it into a shell. */
export function commandLine({ program, args }: Command): string {
  return [program, ...args.map(quote)].join(' ');
}

function quote(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
