import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import {
  generateProject,
  modelHash,
  randomModel,
  SoftbitError,
  writeProject,
} from '../../codegen/index.js';
import { listBoards, loadBoard } from '../data/load-board.js';
import { targetOf } from '../data/target-of.js';
import { startEmulator } from '../emulator/qemu.js';
import { answerBit, encodeFrame, frameTypes, type Frame } from '../link/frame.js';
import { missingTool } from '../testing/missing-tool.js';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import { withPath } from '../testing/fake-program.js';
import { buildProject } from '../toolchain/build-project.js';
import { DeviceTalk } from './device-talk.js';
import { findPort } from './find-port.js';
import { listDevices } from './list-devices.js';
import { monitorPort } from './monitor-port.js';
import { listUsbPorts, readSysfs, type UsbPort } from './usb-ports.js';

const stLink: UsbPort = {
  port: '/dev/ttyACM0',
  vendor: '0483',
  product: '374b',
  serial: '066BFF',
  name: 'STMicroelectronics',
};
const stranger: UsbPort = { ...stLink, port: '/dev/ttyUSB0', vendor: '1a86', product: '7523' };

function attach(...ports: UsbPort[]) {
  const none = () => Promise.resolve([]);
  return { ports: () => Promise.resolve(ports), volumes: none };
}

test('An attached board is known by its USB id, with the command to type next.', async (t) => {
  const [known, unknown] = await listDevices(listBoards(), attach(stLink, stranger));
  t.true(known.boards.includes('nucleo-f446re'));
  t.like(known, { port: '/dev/ttyACM0', usb: '0483:374b', serial: '066BFF' });
  t.regex(known.next, /^npx softbit validate .* --port \/dev\/ttyACM0 --flash$/);
  t.deepEqual(unknown.boards, []);
  t.regex(unknown.next, /--board <board>/);
});

test('The volume of a boot program is listed with the boards that take it.', async (t) => {
  const pico = {
    ...loadBoard('mps2-an386'),
    id: 'made-up-pico',
    flash: { methods: [{ method: 'uf2' as const, family: 1, board: 'RPI-RP2' }] },
  };
  const volumes = () => Promise.resolve([{ folder: '/media/me/RPI-RP2', boardId: 'RPI-RP2' }]);
  const [device] = await listDevices([pico], { ...attach(), volumes });
  t.deepEqual(device.boards, ['made-up-pico']);
  t.is(device.port, null);
  t.regex(device.next, /flash .* --board made-up-pico --method uf2 --volume \/media\/me\/RPI-RP2$/);
});

test('A board’s port is found where exactly one is attached.', async (t) => {
  const board = loadBoard('nucleo-f446re');
  t.is(await findPort(board, attach(stLink, stranger)), '/dev/ttyACM0');
  t.is(await findPort(board, attach(stranger)), undefined);
  const second = { ...stLink, port: '/dev/ttyACM1' };
  const error = await t.throwsAsync(findPort(board, attach(stLink, second)), {
    instanceOf: SoftbitError,
  });
  t.is(error.code, 'SB_PORT_AMBIGUOUS');
  t.regex(error.message, /ttyACM0, \/dev\/ttyACM1/);
});

/** The kernel’s folders of a terminal whose USB device is so many folders above it. */
function fakeTerminal(root: string, name: string, depth: 1 | 2, vendor: string): void {
  const device = path.join(root, 'devices', name);
  const terminal = depth === 1 ? 'interface' : 'interface/port';
  mkdirSync(path.join(device, terminal), { recursive: true });
  const values = { idVendor: vendor, idProduct: '374b', serial: '066BFF', product: 'STM32 STLink' };
  for (const [file, value] of Object.entries(values)) {
    writeFileSync(path.join(device, file), `${value}\n`);
  }
  mkdirSync(path.join(root, 'class/tty', name), { recursive: true });
  symlinkSync(path.join(device, terminal), path.join(root, 'class/tty', name, 'device'));
}

test('Without udev the kernel’s folders tell what is attached.', async (t) => {
  const root = temporaryFolder(t);
  fakeTerminal(root, 'ttyACM0', 1, '0483');
  fakeTerminal(root, 'ttyUSB0', 2, '0403');
  mkdirSync(path.join(root, 'class/tty/tty0'));
  const common = { product: '374b', serial: '066BFF', name: 'STM32 STLink' };
  t.deepEqual(await readSysfs(root), [
    { ...common, port: '/dev/ttyACM0', vendor: '0483' },
    { ...common, port: '/dev/ttyUSB0', vendor: '0403' },
  ]);
  t.deepEqual(await readSysfs(path.join(root, 'no')), []);
});

test.serial('Where udevadm is not installed, listing ports ends no process.', async (t) => {
  withPath(t, temporaryFolder(t));
  t.true(Array.isArray(await listUsbPorts()));
});

function answer(type: number, payload: Buffer): Frame {
  return { type, sequence: 3, payload };
}

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => bytes.writeUInt32LE(value, 4 * index));
  return bytes;
}

const hash = Buffer.alloc(32, 0xab);
const frames: [title: string, frame: Frame, line: string][] = [
  [
    'an identity',
    answer(frameTypes.hello | answerBit, Buffer.concat([words(2, 784, 10, 25, 32, 9, 9), hash])),
    '[firmware of model abababababababab: 784 bytes in, 10 values out, 25 ticks a second]',
  ],
  [
    'statistics',
    answer(frameTypes.stats | answerBit, words(8192, 304, 0, 0, 7)),
    '[7 inferences, stack 304 of 8192 bytes, 0 bytes lost]',
  ],
  [
    'a hard fault',
    answer(frameTypes.error, words(4, 0, 1, 2, 3, 12, 0x101, 0x124, 0x2100_0000)),
    '[hard fault: r0=0x00000000 r1=0x00000001 r2=0x00000002 r3=0x00000003 r12=0x0000000c lr=0x00000101 pc=0x00000124 xpsr=0x21000000]',
  ],
  ['a refusal', answer(frameTypes.error, words(1)), '[refused: wrong checksum]'],
  [
    'another answer',
    answer(frameTypes.run | answerBit, words(1, 2)),
    '[answer to RUN, number 3, 8 bytes]',
  ],
  ['an unknown frame', answer(0xee, Buffer.alloc(0)), '[frame of type 0xee, number 3, 0 bytes]'],
];

for (const [title, frame, line] of frames) {
  test(`The monitor tells ${title} in words, between lines of text.`, (t) => {
    const lines: string[] = [];
    const talk = new DeviceTalk((each) => void lines.push(each));
    const bytes = Buffer.concat([
      Buffer.from('m-ready\r\n'),
      encodeFrame(frame),
      Buffer.from('half \u0001'),
    ]);
    for (const byte of bytes) talk.push(Buffer.of(byte));
    talk.flush();
    t.deepEqual(lines, ['m-ready', line, 'half \\x01']);
  });
}

test('Firmware of another version is told as such, and the monitor goes on.', (t) => {
  const lines: string[] = [];
  const talk = new DeviceTalk((each) => void lines.push(each));
  talk.push(encodeFrame(answer(frameTypes.hello | answerBit, words(1))));
  talk.push(Buffer.from('still here\n'));
  t.regex(lines[0], /protocol version 1/);
  t.is(lines[1], 'still here');
});

test.serial('The monitor greets real firmware and tells what it is.', async (t) => {
  if (missingTool(t, 'make', 'arm-none-eabi-gcc', 'qemu-system-arm')) return;
  const { port, hash: expected } = await runningBoard(t);
  const stop = new AbortController();
  const lines: string[] = [];
  const onLine = (line: string): void => {
    lines.push(line);
    if (line.includes('firmware of model')) stop.abort();
  };
  const limit = setTimeout(20_000, undefined, { signal: stop.signal }).then(
    () => stop.abort(),
    () => {},
  );
  const reason = await monitorPort({ port, baud: 115_200, onLine, signal: stop.signal });
  await limit;
  t.is(reason, undefined);
  t.true(
    lines.some((line) => line.startsWith(`[firmware of model ${expected.slice(0, 16)}`)),
    lines.join('\n'),
  );
});

async function runningBoard(t: ExecutionContext): Promise<{ port: string; hash: string }> {
  const model = randomModel(3);
  const board = loadBoard('mps2-an386');
  const folder = temporaryFolder(t);
  const project = generateProject({ model, target: targetOf(board) });
  await writeProject(project, folder);
  await buildProject({ folder, prefix: board.toolchain.prefix });
  const elf = path.join(folder, project.manifest.program);
  const emulator = await startEmulator({ ...board.emulator!, elf });
  t.teardown(() => emulator.stop());
  return { port: emulator.port, hash: modelHash(model) };
}
