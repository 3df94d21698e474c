import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { execa } from 'execa';
import { temporaryFolder } from '../codegen/testing/temporary-folder.js';
import { boardIds } from '../boards/index.js';
import { randomModel, saveModel } from '../codegen/index.js';

const program = new URL('../../scripts/softbit.mjs', import.meta.url).pathname;

function softbit(...args: readonly string[]) {
  return execa('node', [program, ...args], { reject: false, stdin: 'ignore' });
}

const usage: [title: string, args: string[], code: number, words: RegExp][] = [
  ['no command', [], 2, /Usage: softbit/],
  ['an unknown command', ['trian'], 2, /unknown command 'trian'[^]*train/],
  ['an unknown option', ['doctor', '--wieghts', '2'], 2, /unknown option '--wieghts'/],
  ['bits beyond 8', ['train', '--weights', '9'], 2, /from 1 to 8/],
  ['bits that are no number', ['train', '--weights', 'two'], 2, /from 1 to 8/],
  ['an unknown method', ['train', '--method', 'magic'], 2, /Allowed choices are dsq, .*lsq, .*ste/],
  ['a missing option', ['validate', '--board', 'host'], 2, /required option '--model <file>'/],
];

for (const [title, args, code, words] of usage) {
  test.serial(`With ${title} the command ends with ${code} and says what is right.`, async (t) => {
    const { exitCode, stderr, stdout } = await softbit(...args);
    t.is(exitCode, code);
    t.regex(stderr, words);
    t.is(stdout, '');
  });
}

const train = ['train', '--model', 'lenet5', '--out', 'runs/never'];
const mistakes: [title: string, args: string[], exitCode: number, code: string, words: RegExp][] = [
  ['an unknown board', ['boards', 'show', 'mps2-an999'], 2, 'SB_BOARD_UNKNOWN', /mps2-an386/],
  ['an unknown data set', [...train, '--dataset', 'imagenet'], 2, 'SB_DATA_UNKNOWN', /cifar10/],
  [
    'an unknown class',
    ['data', 'show', 'digits', '--class', 'x'],
    2,
    'SB_DATA_CLASS',
    /one of 0, 1/,
  ],
  ['no data folder', [...train, '--dataset', 'mnist'], 2, 'SB_DATA_FOLDER_NEEDED', /--data/],
  [
    'a missing data folder',
    [...train, '--dataset', 'mnist', '--data', 'no/such'],
    2,
    'SB_DATA_MISSING',
    /no\/such/,
  ],
  [
    'an unknown network',
    ['train', '--model', 'lenet6', '--dataset', 'digits', '--out', 'x'],
    2,
    'SB_NETWORK_UNKNOWN',
    /lenet5/,
  ],
  [
    'a missing model',
    ['validate', '--model', 'no.softbit.json', '--board', 'host'],
    2,
    'SB_MODEL_MISSING',
    /no\.softbit\.json/,
  ],
  [
    'a folder that is no project',
    ['build', '--project', 'no/such'],
    2,
    'SB_PROJECT_MISSING',
    /softbit generate/,
  ],
];

for (const [title, args, exitCode, code, words] of mistakes) {
  test.serial(`With ${title} the error is ${code}, on stderr and as JSON on stdout.`, async (t) => {
    const result = await softbit(...args, '--json');
    t.is(result.exitCode, exitCode);
    t.regex(result.stderr, new RegExp(`^${code}: `, 'm'));
    t.notRegex(result.stderr, /\n {4}at /, 'no stack trace');
    const { error } = JSON.parse(result.stdout) as { error: { code: string; message: string } };
    t.is(error.code, code);
    t.regex(error.message, words);
  });
}

test.serial('The machine output of boards list stands alone on stdout.', async (t) => {
  const { stdout, exitCode } = await softbit('boards', 'list', '--json');
  t.is(exitCode, 0);
  const boards = JSON.parse(stdout) as { id: string }[];
  t.deepEqual(
    boards.map(({ id }) => id),
    boardIds(),
  );
});

test.serial('Every command explains itself with an example.', async (t) => {
  for (const command of ['demo', 'train', 'generate', 'build', 'validate', 'doctor']) {
    const { stdout, exitCode } = await softbit(command, '--help');
    t.is(exitCode, 0, command);
    t.regex(stdout, /Examples?:\n {2}\$ npx softbit/, command);
  }
});

test.serial('generate --dry-run lists the files and writes none.', async (t) => {
  const folder = temporaryFolder(t);
  const model = await saveModel(randomModel(1), folder);
  const out = path.join(folder, 'project');
  const { stdout, exitCode } = await softbit(
    'generate',
    '--model',
    model,
    '--board',
    'host',
    '--out',
    out,
    '--dry-run',
  );
  t.is(exitCode, 0);
  t.regex(stdout, /Makefile[^]*Would write/);
  t.is((await softbit('build', '--project', out)).exitCode, 2);
});

const tooSmall: [memory: string, code: string][] = [
  ['flash', 'SB_TARGET_FLASH'],
  ['ram', 'SB_TARGET_RAM'],
];

for (const [memory, code] of tooSmall) {
  test.serial(
    `A model too big for a board’s ${memory} is refused at generation, with the figures.`,
    async (t) => {
      const folder = temporaryFolder(t);
      const model = await saveModel(randomModel(1), folder);
      const boardsDir = tinyBoard(folder, memory);
      const result = await softbit(
        'generate',
        '--model',
        model,
        '--board',
        'tiny',
        '--boards-dir',
        boardsDir,
      );
      t.is(result.exitCode, 4);
      t.regex(result.stderr, new RegExp(`^${code}: .*256`));
    },
  );
}

/** A board like mps2-an386, with 256 bytes of one memory. */
function tinyBoard(folder: string, small: string): string {
  for (const kind of ['cores', 'chips', 'boards']) mkdirSync(path.join(folder, kind));
  const region = (name: string, origin: string) => ({
    origin,
    length: name === small ? 256 : 65_536,
  });
  const board = {
    description: 'a tiny board',
    sources: ['this test'],
    core: 'cortex-m4',
    features: ['fpu'],
    toolchain: { prefix: 'arm-none-eabi-', architectureFlags: ['-mcpu=cortex-m4'] },
    memory: { flash: region('flash', '0x0'), ram: region('ram', '0x20000000') },
    firmware: {
      startup: 'cortex-m',
      interruptCount: 32,
      stackBytes: 1024,
      uart: {
        driver: 'cmsdk-uart',
        base: '0x40004000',
        interrupt: 0,
        baud: 115_200,
        clock: 25_000_000,
      },
      timer: { driver: 'cmsdk-timer', base: '0x40000000', clock: 25_000_000 },
    },
  };
  writeFileSync(path.join(folder, 'boards', 'tiny.json'), JSON.stringify(board));
  return folder;
}
