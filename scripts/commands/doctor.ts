import type { Command } from 'commander';
import { runAction } from '../cli/run-action.js';
import { renderDoctorReport, runDoctor } from '../doctor/index.js';

export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description('Check every tool and say how to mend what is missing.')
    .addHelpText('after', '\nExample:\n  $ npx softbit doctor')
    .action(
      runAction(async (_options, { console }) => {
        const report = await runDoctor();
        console.result(report, renderDoctorReport(report));
        return report.exitCode;
      }),
    );
}
