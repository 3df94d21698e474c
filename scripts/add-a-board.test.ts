import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { execa } from 'execa';
import { temporaryFolder } from '../codegen/testing/temporary-folder.js';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const command = path.join(repository, 'dist/scripts/main.js');
const page = readFileSync(path.join(repository, 'boards/README.md'), 'utf8');

/** `<!-- path -->` and the JSON that it names. */
const files = [...page.matchAll(/<!-- (\S+\.json) -->\s+```json\n([^]*?)```/g)].map(
  ([, file, contents]) => ({ file, contents }),
);

const commands = [...page.matchAll(/^npx softbit (.+)$/gm)].map(([, words]) => words.split(' '));

/** A folder with the files of the page. */
function pageFolder(t: ExecutionContext): string {
  const folder = temporaryFolder(t);
  for (const { file, contents } of files) {
    mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(folder, file), contents);
  }
  return folder;
}

test('A board is added by following the page alone.', async (t) => {
  t.timeout(60_000);
  const { failed } = await execa('qemu-system-arm', ['--version'], { reject: false });
  if (failed) {
    t.log('skipped: qemu-system-arm is not installed; "softbit doctor" says how to get it');
    return t.pass();
  }
  t.is(files.length, 2);
  const folder = pageFolder(t);
  for (const kind of ['json', 'bin']) {
    const from = path.join(repository, `zoo/lenet5-mnist-w2a2.softbit.${kind}`);
    copyFileSync(from, path.join(folder, `lenet5.softbit.${kind}`));
  }
  t.deepEqual(
    commands.map(([first, second]) => [first, second]),
    [
      ['boards', 'check'],
      ['boards', 'show'],
      ['validate', '--model'],
    ],
  );
  const results = [];
  for (const words of commands) {
    results.push(await execa('node', [command, ...words], { cwd: folder }));
  }
  const [check, show, validate] = results.map(({ stdout }) => stdout);
  t.is(check, 'example-board: ok');
  t.regex(show, /firmware\.timer\.driver.*systick.*chips\/example-chip/);
  t.regex(show, /features.*thumb2[^]*cores\/cortex-m4/);
  t.regex(validate, /3 ?\/ ?3/);
});

test('A board with a mistake fails its check, which names it.', async (t) => {
  const folder = pageFolder(t);
  const chip = path.join(folder, 'my-boards/chips/example-chip.json');
  const mistaken = readFileSync(chip, 'utf8').replace('"0x20000000"', '"0x00020000"');
  writeFileSync(chip, mistaken);
  const words = ['boards', 'check', '--boards-dir', 'my-boards'];
  const result = await execa('node', [command, ...words], { cwd: folder, reject: false });
  t.is(result.exitCode, 1);
  t.is(result.stdout, 'example-board: memory.flash and memory.ram overlap.');
});

test('The page names every board and every driver that there is.', async (t) => {
  const { stdout } = await execa('node', [command, 'boards', 'list', '--json']);
  const boards = JSON.parse(stdout) as { id: string; firmware?: Record<string, unknown> }[];
  for (const { id, firmware } of boards) {
    t.true(page.includes(`\`${id}\``), id);
    for (const part of ['uart', 'timer']) {
      const { driver } = (firmware?.[part] ?? { driver: 'host' }) as { driver: string };
      t.true(page.includes(`\`${driver}\``), driver);
    }
  }
});
