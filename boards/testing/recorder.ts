import { commandLine, type Command, type CommandRunner } from '../toolchain/run-command.js';

/** A runner that runs nothing and remembers what it was asked for. */
export function recorder(onCommand: (command: Command) => void | Promise<void> = () => {}): {
  readonly run: CommandRunner;
  readonly lines: string[];
} {
  const lines: string[] = [];
  const run: CommandRunner = async (command) => {
    lines.push(commandLine(command));
    await onCommand(command);
    return { failed: false, output: '' };
  };
  return { run, lines };
}
