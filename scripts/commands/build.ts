import path from 'node:path';
import type { Command } from 'commander';
import { buildProject, measureSize } from '../../boards/index.js';
import { readManifest } from '../../codegen/index.js';
import { runAction } from '../cli/run-action.js';

interface BuildOptions {
  readonly project: string;
}

export function registerBuild(program: Command): void {
  program
    .command('build')
    .description('Cross-compile a generated project and measure it.')
    .requiredOption('--project <folder>', 'a folder that "softbit generate" wrote')
    .addHelpText('after', '\nExample:\n  $ npx softbit build --project firmware')
    .action(
      runAction<BuildOptions>(async ({ project }, { console, signal }) => {
        const { program: built, linkMap, compilerPrefix: prefix } = await readManifest(project);
        await buildProject({
          folder: project,
          prefix,
          signal,
          onCommand: (command) => console.progress(command),
        });
        const file = path.join(project, built);
        const size = await measureSize({
          program: file,
          linkMap: path.join(project, linkMap),
          prefix,
        });
        console.result({ program: file, ...size }, buildText(file, size));
      }),
    );
}

function buildText(file: string, { flash, ram }: Awaited<ReturnType<typeof measureSize>>): string {
  return `Built ${file}: flash ${flash.total} B (model ${flash.model}, runtime ${flash.runtime}, firmware ${flash.firmware}), RAM ${ram.total} B.`;
}
