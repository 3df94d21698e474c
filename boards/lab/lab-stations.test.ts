import { mkdirSync, symlinkSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { randomInput, randomModel, SoftbitError } from '../../codegen/index.js';
import { loadBoard } from '../data/load-board.js';
import { startEmulator, type Emulator } from '../emulator/qemu.js';
import { runMatrix } from '../matrix/run-matrix.js';
import { missingTool } from '../testing/missing-tool.js';
import { recorder } from '../testing/recorder.js';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import { labStations } from './lab-stations.js';

function labFile(t: ExecutionContext, text: string): string {
  const file = path.join(temporaryFolder(t), 'lab.yaml');
  writeFileSync(file, text);
  return file;
}

const nucleo = `
- connected: true
  id: "066BFF"
  platform: nucleo-f446re
  product: STM32 STLink
  runner: openocd
  serial: /dev/ttyACM0
  baud: 230400
`;

test('An entry is a board at its port, with its probe, runner and speed.', async (t) => {
  const [station, ...others] = await labStations(labFile(t, nucleo));
  t.deepEqual(others, []);
  t.is(station.name, 'nucleo-f446re');
  t.is(station.port, '/dev/ttyACM0');
  t.deepEqual(station.flash, { method: 'openocd', probe: '066BFF' });
  t.is(station.board.firmware!.uart.baud, 230_400);
});

test('Boards of one kind are told apart by their ids; what is not connected is left out.', async (t) => {
  const second = nucleo.replace('066BFF', '0670FF').replace('ACM0', 'ACM1');
  const absent = nucleo.replace('true', 'false').replace('066BFF', '0671FF');
  const stations = await labStations(labFile(t, nucleo + second + absent));
  t.deepEqual(
    stations.map(({ name }) => name),
    ['nucleo-f446re 066BFF', 'nucleo-f446re 0670FF'],
  );
});

test('A Raspberry Pi is a host in the network, or this machine, and needs no port.', async (t) => {
  const stations = await labStations(
    labFile(
      t,
      `
- { connected: true, id: pi@raspberrypi.local, platform: raspberry-pi-4, runner: ssh }
- { connected: true, platform: raspberry-pi-5, runner: local }
`,
    ),
  );
  t.deepEqual(
    stations.map(({ host, port, flash }) => ({ host, port, flash })),
    [
      { host: 'pi@raspberrypi.local', port: undefined, flash: undefined },
      { host: 'local', port: undefined, flash: undefined },
    ],
  );
});

test('With the runner "none" a board keeps its firmware.', async (t) => {
  const [{ flash }] = await labStations(labFile(t, nucleo.replace('openocd', 'none')));
  t.is(flash, undefined);
});

const mistakes: [title: string, text: string, words: RegExp][] = [
  ['no YAML', '- connected: [', /\(file\): .*line 1/s],
  ['no list', 'connected: true', /\(file\): .*array/],
  ['an unknown key', nucleo.replace('serial:', 'port:'), /entry 1: .*port/],
  [
    'a misspelt board',
    nucleo.replace('f446re', 'f999'),
    /entry 1, platform: .*no board "nucleo-f999"/,
  ],
  ['a number for an id', nucleo.replace('"066BFF"', '66000'), /entry 1, id: .*quotes/],
  ['no port', nucleo.replace(/ {2}serial.*\n/, ''), /entry 1, serial: .*needed/],
  [
    'a runner that the board has not',
    nucleo.replace('openocd', 'picotool'),
    /not flashed with "picotool" but openocd/,
  ],
  [
    'a board that cannot be flashed',
    '- { connected: true, platform: mps2-an386, serial: /dev/x }',
    /say "none"/,
  ],
  [
    'an ssh runner without host',
    '- { connected: true, platform: raspberry-pi-4, runner: ssh }',
    /entry 1, id: .*host/,
  ],
  ['one port for two', nucleo + nucleo, /\/dev\/ttyACM0 is named twice/],
];

for (const [title, text, words] of mistakes) {
  test(`A lab file with ${title} is refused with the entry and its field.`, async (t) => {
    const error = await t.throwsAsync(labStations(labFile(t, text)), { instanceOf: SoftbitError });
    t.is(error.code, 'SB_LAB_INVALID');
    t.regex(error.message, words);
  });
}

test('A lab file that is not there is an error.', async (t) => {
  await t.throwsAsync(labStations('no/lab.yaml'), { code: 'SB_LAB_UNREADABLE' });
});

/** Board data of an attached board that is made as QEMU's mps2-an386 is. */
function benchBoards(t: ExecutionContext): string {
  const folder = temporaryFolder(t);
  mkdirSync(path.join(folder, 'boards'));
  const board = {
    inherits: 'chips/an386',
    description: 'a board on a bench',
    sources: ['this test'],
    firmware: { uart: { baud: 115_200 }, stackBytes: 8192 },
    flash: { methods: [{ method: 'openocd', config: ['bench.cfg'] }] },
  };
  writeFileSync(path.join(folder, 'boards', 'bench-board.json'), JSON.stringify(board));
  return folder;
}

/**
 * A board on a bench: programming it restarts an emulator with the new program, and the emulator’s
 * terminal is the board’s serial port.
 */
function bench(t: ExecutionContext, port: string) {
  let emulator: Emulator | undefined;
  const restart = async (args: readonly string[]): Promise<void> => {
    const elf = /\{(.*)\}/.exec(args.join(' '))![1];
    await emulator?.stop();
    emulator = await startEmulator({ ...loadBoard('mps2-an386').emulator!, elf });
    rmSync(port, { force: true });
    symlinkSync(emulator.port, port);
  };
  t.teardown(() => emulator?.stop());
  return recorder(({ args }) => restart(args));
}

test.serial(
  'Each model is flashed onto the lab’s board and is bit-exact over its port.',
  async (t) => {
    if (missingTool(t, 'make', 'arm-none-eabi-gcc', 'qemu-system-arm')) return;
    const boardsDir = benchBoards(t);
    const port = path.join(boardsDir, 'ttyACM0');
    const lab = labFile(
      t,
      `- { connected: true, id: "07", platform: bench-board, serial: ${port} }`,
    );
    const { run, lines } = bench(t, port);
    const stations = (await labStations(lab, boardsDir)).map((station) => ({
      ...station,
      flash: { ...station.flash, run },
    }));
    const models = [3, 9].map((seed) => {
      const model = randomModel(seed);
      const samples = [1, 2].map((input) => ({ bytes: randomInput(input, model), label: 0 }));
      return { name: `random-${seed}`, model, samples, labelled: false };
    });
    const results = await runMatrix({ stations, models, folder: temporaryFolder(t) });
    t.deepEqual(
      results.map(({ board, model, status, reason }) => ({ board, model, status, reason })),
      models.map(({ name: model }) => ({
        board: 'bench-board',
        model,
        status: 'passed',
        reason: null,
      })),
    );
    t.is(lines.length, 2);
    t.regex(
      lines[0],
      /^openocd -f bench.cfg -c 'adapter serial 07' -c 'program \{.*random-3-bench-board\/build\/firmware\.elf\}/,
    );
  },
);
