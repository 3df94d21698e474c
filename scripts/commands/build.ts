import path from 'node:path';
import type { Command } from 'commander';
import { buildProject, loadBoard, measureSize, writeImages } from '../../boards/index.js';
import { readManifest } from '../../codegen/index.js';
import { runAction } from '../cli/run-action.js';

interface BuildOptions {
  readonly project: string;
  readonly boardsDir?: string;
}

export function registerBuild(program: Command): void {
  program
    .command('build')
    .description('Cross-compile a generated project and measure it.')
    .requiredOption('--project <folder>', 'a folder that "softbit generate" wrote')
    .option('--boards-dir <folder>', 'the board is one of this folder')
    .addHelpText('after', '\nExample:\n  $ npx softbit build --project firmware')
    .action(
      runAction<BuildOptions>(async ({ project, boardsDir }, { console, signal }) => {
        const manifest = await readManifest(project);
        const { program: built, linkMap, compilerPrefix: prefix } = manifest;
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
        const images = await writeImages(file, loadBoard(manifest.board, boardsDir));
        console.result({ program: file, images, ...size }, buildText(file, images, size));
      }),
    );
}

function buildText(
  file: string,
  images: readonly string[],
  { flash, ram }: Awaited<ReturnType<typeof measureSize>>,
): string {
  return [
    `Built ${file}: flash ${flash.total} B (model ${flash.model}, runtime ${flash.runtime}, firmware ${flash.firmware}), RAM ${ram.total} B.`,
    ...images.map((image) => `Wrote ${image}.`),
  ].join('\n');
}
