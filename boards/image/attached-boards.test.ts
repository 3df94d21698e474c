import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { generateProject, loadModel, writeProject } from '../../codegen/index.js';
import type { Board } from '../data/board-schema.js';
import { listBoards } from '../data/load-board.js';
import { targetOf } from '../data/target-of.js';
import { missingTool } from '../testing/missing-tool.js';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import { buildProject } from '../toolchain/build-project.js';
import { elfSegments, type Segment } from './elf-segments.js';
import { writeImages } from './write-images.js';

const zoo = fileURLToPath(new URL('../../../zoo/', import.meta.url));

/** Boards with firmware that no emulator runs: these tests are what there is without the hardware. */
const attached = listBoards().filter(({ firmware, emulator }) => firmware && !emulator);

async function build(t: ExecutionContext, board: Board): Promise<string> {
  const folder = temporaryFolder(t);
  const model = await loadModel(path.join(zoo, 'lenet5-mnist-w2a2.softbit.json'));
  const project = generateProject({ model, target: targetOf(board) });
  await writeProject(project, folder);
  await buildProject({ folder, prefix: board.toolchain.prefix });
  return path.join(folder, project.manifest.program);
}

const within = (address: number, { origin, length }: { origin: number; length: number }): boolean =>
  address >= origin && address < origin + length;

/** The words of the table at the beginning of flash. */
function vectorsOf(segments: readonly Segment[], { memory, firmware }: Board): number[] {
  const at = memory!.flash.origin;
  const holder = segments.find(({ address, bytes }) =>
    within(at, { origin: address, length: bytes.length }),
  )!;
  const view = new DataView(holder.bytes.buffer, holder.bytes.byteOffset + at - holder.address);
  return Array.from({ length: 16 + firmware!.interruptCount }, (_, word) =>
    view.getUint32(4 * word, true),
  );
}

for (const board of attached) {
  test.serial(
    `Firmware for ${board.id} is built, and is where the chip looks for it.`,
    async (t) => {
      t.timeout(120_000);
      if (missingTool(t, 'make', `${board.toolchain.prefix}gcc`)) return;
      const program = await build(t, board);
      const { flash, ram, boot = flash } = board.memory!;
      const segments = elfSegments(await readFile(program), program);
      for (const { address, bytes } of segments) {
        const region = within(address, boot) ? boot : flash;
        t.true(
          within(address, region) && within(address + bytes.length - 1, region),
          address.toString(16),
        );
      }
      const [stack, ...handlers] = vectorsOf(segments, board);
      t.true(within(stack - 1, ram) && stack % 8 === 0, stack.toString(16));
      for (const handler of handlers) {
        t.true(handler % 2 === 1 && within(handler, flash), handler.toString(16));
      }
      const { interrupt } = board.firmware!.uart;
      const served = handlers[15 + interrupt];
      t.is(
        handlers.filter((handler) => handler === served).length,
        1,
        'the UART has a handler of its own',
      );
      t.not(handlers[0], served);
      await expectImages(t, program, board, segments);
    },
  );
}

/** Every image holds the very bytes of the program. */
async function expectImages(
  t: ExecutionContext,
  program: string,
  board: Board,
  segments: readonly Segment[],
): Promise<void> {
  const images = await writeImages(program, board);
  const endings = images.map((file) => path.extname(file));
  t.true(endings.includes('.bin') && endings.includes('.hex'), endings.join());
  t.is(
    endings.includes('.uf2'),
    board.flash!.methods.some(({ method }) => method === 'uf2'),
  );
  const bin = await readFile(images[endings.indexOf('.bin')]);
  const { boot } = board.firmware!;
  if (boot !== undefined) bootHeaders[boot](t, bin);
  for (const { address, bytes } of segments) {
    const at = address - segments[0].address;
    t.true(bin.subarray(at, at + bytes.length).equals(bytes));
  }
}

/** What the boot ROM looks at, computed in another way than the generator does. */
const bootHeaders: Readonly<Record<string, (t: ExecutionContext, bin: Buffer) => void>> = {
  'imxrt-flexspi-header': (t, bin) => {
    t.is(bin.toString('latin1', 0, 4), 'FCFB');
    t.is(bin.readUInt32LE(0x50), 8 * 1024 * 1024);
    const table = Array.from({ length: 11 }, (_, word) => bin.readUInt32LE(0x1000 + 4 * word));
    const [vectors, data, self] = [0x6000_2000, 0x6000_1020, 0x6000_1000];
    t.deepEqual(table.slice(0, 8), [0x4020_00d1, vectors, 0, 0, data, self, 0, 0]);
    t.deepEqual(table.slice(8), [0x6000_0000, bin.length, 0]);
  },
  'rp2040-boot-stage': (t, bin) => {
    t.is(bin.readUInt32LE(252), reflectedCrc32(bin.subarray(0, 252)));
  },
  'rp2350-image-definition': (t, bin) => {
    const start = bin.indexOf(Buffer.from('d3deffff', 'hex'));
    t.true(start >= 0 && start % 4 === 0 && start < 4096, `${start}`);
    const words = [1, 2, 3, 4].map((word) => bin.readUInt32LE(start + 4 * word));
    t.deepEqual(words, [0x1021_0142, 0x0000_01ff, 0, 0xab12_3579]);
  },
};

/** The usual CRC-32 of bytes whose bits stand the other way round is the unreflected one, reflected. */
function reflectedCrc32(bytes: Uint8Array): number {
  const reflected = bytes.map((byte) => reflect(byte, 8));
  return reflect(~crc32(reflected) >>> 0, 32);
}

function reflect(value: number, bits: number): number {
  return Number.parseInt([...value.toString(2).padStart(bits, '0')].reverse().join(''), 2);
}

test('A program that is not flashed has no images.', async (t) => {
  const emulated = listBoards().find(({ id }) => id === 'mps2-an386')!;
  t.deepEqual(await writeImages('no such file', emulated), []);
});
