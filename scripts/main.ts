import process from 'node:process';
import { Command, CommanderError } from 'commander';
import { commands } from './commands/registry.js';
import { toolVersion } from '../codegen/index.js';

const USAGE = 2;

const program = new Command('softbit')
  .description('From Differentiable Soft Quantization training to verified low-bit firmware.')
  .version(toolVersion)
  .option('--json', 'machine output alone on stdout')
  .option('-q, --quiet', 'no progress on stderr')
  .option('-v, --verbose', 'print the external commands that are run')
  .option('--no-color', 'plain text')
  .showHelpAfterError('(add --help for options and examples)')
  .configureHelp({ showGlobalOptions: true })
  .exitOverride();

for (const register of commands) register(program);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : USAGE;
}
