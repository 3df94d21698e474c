import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import { SoftbitError } from '../../codegen/index.js';
import { describeBoard, listBoards, loadBoard } from './load-board.js';
import { targetOf } from './target-of.js';

const core = {
  description: 'a core',
  sources: ['manual 1'],
  core: 'core',
  toolchain: { prefix: 'none-', architectureFlags: ['-a'] },
};

function boardsFolder(t: ExecutionContext, files: Record<string, object | string>): string {
  const folder = temporaryFolder(t);
  for (const kind of ['cores', 'chips', 'boards']) mkdirSync(path.join(folder, kind));
  for (const [name, contents] of Object.entries(files)) {
    const text = typeof contents === 'string' ? contents : JSON.stringify(contents);
    writeFileSync(path.join(folder, `${name}.json`), text);
  }
  return folder;
}

test('Every board of this installation is complete.', (t) => {
  const boards = listBoards();
  t.deepEqual(
    boards.map(({ id }) => id),
    [
      'arduino-nano-33-ble',
      'host',
      'microbit',
      'microbit-v2',
      'mps2-an385',
      'mps2-an386',
      'mps2-an500',
      'mps2-an505',
      'mps3-an547',
      'netduinoplus2',
      'nrf52840-dk',
      'nrf5340-dk',
      'nucleo-f446re',
      'nucleo-h743zi',
      'nucleo-l4r5zi',
      'nucleo-u575zi-q',
      'raspberry-pi-2',
      'raspberry-pi-3',
      'raspberry-pi-4',
      'raspberry-pi-5',
      'raspberry-pi-pico',
      'raspberry-pi-pico-2',
      'raspberry-pi-zero',
      'raspi2b',
      'raspi3b',
      'stm32vldiscovery',
      'teensy-4-1',
    ],
  );
  for (const board of boards) t.true(board.sources.length > 0, board.id);
});

test('A bare-metal board has memory and firmware, a hosted one neither.', (t) => {
  t.is(targetOf(loadBoard('mps2-an386')).memory?.ram.origin, 0x2000_0000);
  t.is(targetOf(loadBoard('mps2-an386')).firmware?.uart.base, 0x4000_4000);
  t.is(targetOf(loadBoard('host')).firmware, undefined);
  t.is(targetOf(loadBoard('raspberry-pi-zero')).hosted?.runtime, 'linux-arm');
});

test('Scalars of a board override, lists append, objects merge, and each value names its files.', (t) => {
  const folder = boardsFolder(t, {
    'cores/c': core,
    'boards/b': {
      inherits: 'cores/c',
      description: 'a board',
      toolchain: { architectureFlags: ['-b'] },
    },
  });
  const board = loadBoard('b', folder);
  t.is(board.description, 'a board');
  t.deepEqual(board.toolchain, { prefix: 'none-', architectureFlags: ['-a', '-b'], linkFlags: [] });
  t.deepEqual(describeBoard('b', folder).get('toolchain.architectureFlags'), {
    value: ['-a', '-b'],
    from: ['cores/c', 'boards/b'],
  });
});

const mistakes: [title: string, board: object | string, code: string, words: RegExp][] = [
  [
    'a repeated list item',
    { inherits: 'cores/c', toolchain: { architectureFlags: ['-a'] } },
    'SB_BOARD_DATA',
    /"-a" is listed twice/,
  ],
  ['a misspelt field', { inherits: 'cores/c', memmory: 1 }, 'SB_BOARD_DATA', /memmory/],
  ['a missing parent', { inherits: 'cores/none' }, 'SB_BOARD_DATA', /cores\/none\.json/],
  ['a circle', { inherits: 'boards/b' }, 'SB_BOARD_DATA', /inherits itself/],
  ['a parent that is no name', { inherits: '../secret' }, 'SB_BOARD_DATA', /no name like/],
  ['a missing field', {}, 'SB_BOARD_DATA', /description/],
  ['what is no JSON', '{', 'SB_BOARD_DATA', /boards\/b\.json/],
  ['null instead of an object', 'null', 'SB_BOARD_DATA', /it holds no object/],
  ['a list instead of an object', '[1]', 'SB_BOARD_DATA', /it holds no object/],
  [
    'one value where its parent has fields',
    { inherits: 'cores/c', toolchain: 5 },
    'SB_BOARD_DATA',
    /"toolchain": a parent gives "toolchain\.prefix"/,
  ],
  [
    'fields where its parent has one value',
    { inherits: 'cores/c', core: { name: 'c' } },
    'SB_BOARD_DATA',
    /"core\.name": a parent gives "core"/,
  ],
  [
    'a field that would reach every object',
    '{"inherits": "cores/c", "toolchain": {"__proto__": {"polluted": 1}}}',
    'SB_BOARD_DATA',
    /no field has such a name/,
  ],
  [
    'a path for a name',
    { inherits: 'cores/c', 'toolchain.prefix': 'q' },
    'SB_BOARD_DATA',
    /"toolchain\.prefix": no field has such a name/,
  ],
  [
    'an address that is none',
    {
      inherits: 'cores/c',
      memory: { flash: { origin: '0xZZ', length: 1 }, ram: { origin: 0, length: 1 } },
    },
    'SB_BOARD_DATA',
    /memory\.flash\.origin/,
  ],
];

for (const [title, board, code, words] of mistakes) {
  test(`Board data with ${title} is refused by name.`, (t) => {
    const folder = boardsFolder(t, { 'cores/c': core, 'boards/b': board });
    const error = t.throws(() => loadBoard('b', folder), { instanceOf: SoftbitError });
    t.is(error.code, code);
    t.regex(error.message, words);
  });
}

test('An unknown board is refused with the names of the known ones.', (t) => {
  const error = t.throws(() => loadBoard('mps2-an999'), { instanceOf: SoftbitError });
  t.is(error.code, 'SB_BOARD_UNKNOWN');
  t.regex(error.message, /host, microbit, microbit-v2, mps2-an385/);
});

test('A board can stand for a core whose code its own executes; flags and features are that core’s.', (t) => {
  const board = loadBoard('mps2-an385', undefined, 'cortex-m0plus');
  t.is(board.core, 'cortex-m0plus');
  t.deepEqual(board.features, ['thumb1']);
  t.deepEqual(board.toolchain.architectureFlags, ['-mcpu=cortex-m0plus', '-mthumb']);
  t.deepEqual(board.memory, loadBoard('mps2-an385').memory);
  t.deepEqual(loadBoard('mps2-an385', undefined, 'cortex-m3'), loadBoard('mps2-an385'));
});

test('A core whose code the board does not execute is refused with those that it does.', (t) => {
  const error = t.throws(() => loadBoard('mps2-an385', undefined, 'cortex-m4'), {
    instanceOf: SoftbitError,
  });
  t.is(error.code, 'SB_BOARD_CORE');
  t.regex(error.message, /cortex-m3, cortex-m0, cortex-m0plus/);
});

test('Every core that a board executes has data.', (t) => {
  for (const { id, executes } of listBoards()) {
    for (const core of executes) t.is(loadBoard(id, undefined, core).core, core);
  }
});

test('A folder without board data is refused by name.', (t) => {
  const error = t.throws(() => listBoards('/no-such-folder'), { instanceOf: SoftbitError });
  t.is(error.code, 'SB_BOARD_FOLDER');
  t.is(error.exitCode, 2);
  t.regex(error.message, /\/no-such-folder/);
});
