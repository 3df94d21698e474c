import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { SoftbitError } from '../../codegen/index.js';
import type { Board, FlashMethod } from '../data/board-schema.js';
import { listBoards, loadBoard } from '../data/load-board.js';
import { recorder } from '../testing/recorder.js';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import { fakeProgram, withPath } from '../testing/fake-program.js';
import { flashProgram, type FlashOptions } from './flash-program.js';
import { methodNames } from './registry.js';
import { listUf2Volumes } from './uf2-volume.js';

const program = '/p q/build/firmware.elf';

function boardWith(...methods: FlashMethod[]): Board {
  return { ...loadBoard('mps2-an386'), id: 'made-up', flash: { methods } };
}

const rows: [data: FlashMethod, job: Partial<FlashOptions>, lines: string[]][] = [
  [
    { method: 'openocd', config: ['interface/stlink.cfg', 'target/stm32f4x.cfg'] },
    { probe: '066B' },
    [
      "openocd -f interface/stlink.cfg -f target/stm32f4x.cfg -c 'adapter serial 066B' -c 'program {/p q/build/firmware.elf} verify reset exit'",
    ],
  ],
  [
    { method: 'pyocd', target: 'stm32f446retx' },
    { probe: '066B' },
    ["pyocd flash --target stm32f446retx --uid 066B '/p q/build/firmware.elf'"],
  ],
  [
    { method: 'probe-rs', chip: 'nRF52840_xxAA' },
    { probe: '1366:1015:000683' },
    [
      "probe-rs download --chip nRF52840_xxAA --probe 1366:1015:000683 --verify '/p q/build/firmware.elf'",
      'probe-rs reset --chip nRF52840_xxAA --probe 1366:1015:000683',
    ],
  ],
  [
    { method: 'st-flash', address: 0x0800_0000 },
    { probe: '066B' },
    ["st-flash --serial 066B --reset write '/p q/build/firmware.bin' 0x08000000"],
  ],
  [
    { method: 'picotool' },
    { probe: 'E661' },
    ["picotool load --verify --execute '/p q/build/firmware.elf' --ser E661"],
  ],
  [
    { method: 'uf2', family: 0xe48b_ff56, board: 'RPI-RP2' },
    { volume: '/media/me/RPI-RP2/' },
    ["cp '/p q/build/firmware.uf2' /media/me/RPI-RP2/"],
  ],
  [
    { method: 'bossac', offset: 0x10000 },
    { port: '/dev/ttyACM0' },
    [
      "bossac --port=ttyACM0 --offset=0x10000 --erase --write --verify --reset '/p q/build/firmware.bin'",
    ],
  ],
  [
    { method: 'teensy-loader', mcu: 'TEENSY41' },
    {},
    ["teensy_loader_cli --mcu=TEENSY41 -w -v '/p q/build/firmware.hex'"],
  ],
  [
    { method: 'ssh' },
    { host: 'pi@raspberrypi.local', sshConfig: '/tmp/config' },
    [
      "ssh -F /tmp/config -o BatchMode=yes pi@raspberrypi.local 'mkdir -p .cache/softbit'",
      "scp -F /tmp/config -o BatchMode=yes '/p q/build/firmware.elf' pi@raspberrypi.local:.cache/softbit/made-up-firmware.elf",
    ],
  ],
];

for (const [data, job, lines] of rows) {
  const { method } = data;

  test(`${method} runs these commands, and says so before.`, async (t) => {
    const told: string[] = [];
    const recorded = recorder();
    const report = await flashProgram({
      board: boardWith(data),
      program,
      run: recorded.run,
      onCommand: (line) => void told.push(line),
      ...job,
    });
    t.deepEqual(recorded.lines, lines);
    t.deepEqual(told, lines);
    t.deepEqual(report, { board: 'made-up', method, commands: lines });
  });

  test(`A dry run of ${method} tells the commands and runs none.`, async (t) => {
    const recorded = recorder();
    const options = { board: boardWith(data), program, run: recorded.run, dryRun: true, ...job };
    t.deepEqual((await flashProgram(options)).commands, lines);
    t.deepEqual(recorded.lines, []);
  });
}

test('Every flasher has its row here.', (t) => {
  t.deepEqual(
    rows.map(([{ method }]) => method),
    methodNames,
  );
});

for (const board of listBoards().filter(({ flash }) => flash)) {
  for (const { method } of board.flash!.methods) {
    test(`${board.id} can be programmed with ${method} from its data alone.`, async (t) => {
      const given = { port: '/dev/ttyACM0', volume: '/media/V', host: undefined };
      const { commands } = await flashProgram({ board, program, method, dryRun: true, ...given });
      t.true(commands.length > 0);
      for (const command of commands) t.notRegex(command, /undefined|NaN|\[object/);
    });
  }
}

const twoMethods = boardWith({ method: 'picotool' }, { method: 'pyocd', target: 'rp2040' });

test.serial('The first method whose tool is installed is taken.', async (t) => {
  const folder = temporaryFolder(t);
  withPath(t, folder);
  fakeProgram(folder, 'pyocd', `echo "$@" > ${folder}/arguments`);
  t.is((await flashProgram({ board: twoMethods, program })).method, 'pyocd');
  t.is(
    readFileSync(path.join(folder, 'arguments'), 'utf8'),
    'flash --target rp2040 /p q/build/firmware.elf\n',
  );
});

test.serial('Where no tool is installed, the error names the first and its source.', async (t) => {
  withPath(t, temporaryFolder(t));
  const error = await t.throwsAsync(flashProgram({ board: twoMethods, program }), {
    instanceOf: SoftbitError,
  });
  t.is(error.code, 'SB_TOOL_MISSING');
  t.regex(error.message, /picotool.*https:/);
});

test.serial('A tool that fails is quoted, with the command.', async (t) => {
  const folder = temporaryFolder(t);
  withPath(t, folder);
  fakeProgram(folder, 'pyocd', 'echo "No ST-Link found" >&2; exit 1');
  const error = await t.throwsAsync(flashProgram({ board: twoMethods, program, method: 'pyocd' }), {
    instanceOf: SoftbitError,
  });
  t.is(error.code, 'SB_FLASH_FAILED');
  t.is(error.exitCode, 3);
  t.regex(error.message, /pyocd flash --target rp2040[^]*No ST-Link found/);
});

const mistakes: [title: string, options: Partial<FlashOptions>, code: string][] = [
  ['a board without methods', { board: loadBoard('mps2-an386') }, 'SB_NOT_FLASHABLE'],
  ['a method that the board has not', { method: 'openocd' }, 'SB_FLASH_METHOD'],
  ['no port', { board: boardWith({ method: 'bossac', offset: 0 }) }, 'SB_FLASH_PORT'],
  ['no host', { board: boardWith({ method: 'ssh' }) }, 'SB_FLASH_HOST'],
  [
    'no volume',
    { board: boardWith({ method: 'uf2', family: 1, board: 'NO-SUCH-BOARD' }) },
    'SB_UF2_VOLUME',
  ],
];

for (const [title, options, code] of mistakes) {
  test(`With ${title} nothing is run and the error is ${code}.`, async (t) => {
    const { run, lines } = recorder();
    const pending = flashProgram({ board: twoMethods, program, run, ...options });
    await t.throwsAsync(pending, { instanceOf: SoftbitError, code });
    t.deepEqual(lines, []);
  });
}

function bootVolume(folder: string, boardId: string): string {
  mkdirSync(folder, { recursive: true });
  const info = `UF2 Bootloader v3.0\r\nModel: Raspberry Pi RP2\r\nBoard-ID: ${boardId}\r\n`;
  writeFileSync(path.join(folder, 'INFO_UF2.TXT'), info);
  return folder;
}

test('UF2 volumes are known by what their INFO_UF2.TXT says.', async (t) => {
  const folder = temporaryFolder(t);
  const pico = bootVolume(path.join(folder, 'RPI-RP2'), 'RPI-RP2');
  const feather = bootVolume(path.join(folder, 'a stick'), 'nRF52840-Feather');
  t.deepEqual(await listUf2Volumes([pico, folder, feather, '/no/such']), [
    { folder: pico, boardId: 'RPI-RP2' },
    { folder: feather, boardId: 'nRF52840-Feather' },
  ]);
});

test('A UF2 file is really copied, and the volume waited for until it is gone.', async (t) => {
  const folder = temporaryFolder(t);
  const volume = bootVolume(path.join(folder, 'RPI-RP2'), 'RPI-RP2');
  writeFileSync(path.join(folder, 'firmware.uf2'), 'blocks');
  const board = boardWith({ method: 'uf2', family: 0xe48b_ff56, board: 'RPI-RP2' });
  let gone = false;
  const unplug = setTimeout(() => {
    t.is(readFileSync(path.join(volume, 'firmware.uf2'), 'utf8'), 'blocks');
    gone = true;
    rmSync(volume, { recursive: true });
  }, 1500);
  t.teardown(() => clearTimeout(unplug));
  await flashProgram({ board, program: path.join(folder, 'firmware.elf'), volume });
  t.true(gone);
});
