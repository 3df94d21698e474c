import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import {
  generateProject,
  packedByteCount,
  elementCount,
  findTensor,
  randomModel,
  writeProject,
  type CodeTensor,
} from '../../codegen/index.js';
import { listBoards, loadBoard } from '../data/load-board.js';
import { targetOf } from '../data/target-of.js';
import { openDevice } from '../device/drivers.js';
import { DeviceClient } from '../link/device-client.js';
import { missingTool } from '../testing/missing-tool.js';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import { buildProject } from '../toolchain/build-project.js';
import { countInstructions } from './count-instructions.js';

const model = randomModel(1, { nodes: [1, 1] });

for (const rounds of [1, 100, 12_345]) {
  // One instruction sets the counter, two make each round.
  const expected = 1 + 2 * rounds;
  test.serial(`A loop of ${expected} instructions is measured as ${expected}.`, async (t) => {
    if (missingTool(t, 'make', 'arm-none-eabi-gcc', 'qemu-system-arm')) return;
    const counted = await countLoop(temporaryFolder(t), rounds);
    t.deepEqual(counted, { mean: expected, min: expected, max: expected });
  });
}

/** A loop of 1 + 2 · 200 instructions, in words that every instruction set but one shares. */
const shortLoop = '.syntax unified\\n\\tmovs r0, #200\\n1:\\tsubs r0, #1\\n\\tbne 1b';
const shortLoops: Readonly<Record<string, string>> = {
  aarch64: 'mov w0, #200\\n1:\\tsubs w0, w0, #1\\n\\tbne 1b',
};

const counting = listBoards().filter(({ emulator }) => emulator?.instructionShift !== undefined);

for (const { id, toolchain, emulator, firmware } of counting) {
  test.serial(`A loop of 401 instructions is measured as 401 on ${id}.`, async (t) => {
    if (missingTool(t, 'make', `${toolchain.prefix}gcc`, emulator!.program)) return;
    const loop = shortLoops[firmware!.startup] ?? shortLoop;
    const clobbered = firmware!.startup === 'aarch64' ? 'w0' : 'r0';
    const counted = await countAssembly(temporaryFolder(t), { board: id, loop, clobbered });
    t.deepEqual(counted, { mean: 401, min: 401, max: 401 });
  });
}

test.serial('Beyond its 24 bits SysTick counts its own few instructions along.', async (t) => {
  if (missingTool(t, 'make', 'arm-none-eabi-gcc', 'qemu-system-arm')) return;
  const loop = 'ldr r0, =6000000\\n1:\\tsubs r0, #1\\n\\tbne 1b';
  const options = { board: 'stm32vldiscovery', loop, clobbered: 'r0', runs: 3 };
  const counted = await countAssembly(temporaryFolder(t), options);
  const [exact, wraps] = [12_000_001, 5];
  t.true(counted!.min > exact);
  t.true(counted!.max <= exact + 20 * wraps, `${counted!.max} instructions`);
});

test.serial('A loop that is longer than the timer can count is not counted at all.', async (t) => {
  t.timeout(60_000);
  if (missingTool(t, 'make', 'arm-none-eabi-gcc', 'qemu-system-arm')) return;
  const loop = 'ldr r0, =350000000\\n1:\\tsubs r0, #1\\n\\tbne 1b';
  const options = { board: 'mps2-an386', loop, clobbered: 'r0', runs: 1 };
  t.is(await countAssembly(temporaryFolder(t), options), null);
});

function countLoop(parent: string, rounds: number) {
  const loop = `movw r0, #${rounds}\\n1:\\tsubs r0, #1\\n\\tbne 1b`;
  return countAssembly(parent, { board: 'mps2-an386', loop, clobbered: 'r0' });
}

interface AssemblyOptions {
  readonly board: string;
  readonly loop: string;
  readonly clobbered: string;
  readonly runs?: number;
}

/** Puts a loop where the firmware calls the model, and measures it like an inference. */
async function countAssembly(
  parent: string,
  { board: id, loop, clobbered, runs = 20 }: AssemblyOptions,
) {
  const board = loadBoard(id);
  const folder = path.join(parent, 'project');
  const project = generateProject({ model, target: targetOf(board) });
  await writeProject(project, folder);
  replaceModel(path.join(folder, 'firmware/model_binding.h'), loop, clobbered);
  await buildProject({ folder, prefix: board.toolchain.prefix });
  const device = await openDevice({ board, program: path.join(folder, project.manifest.program) });
  try {
    const client = new DeviceClient(device.transport);
    const { ticksPerSecond } = await client.hello();
    const ticks: number[] = [];
    for (let run = 0; run < runs; run++) {
      ticks.push((await client.run(anyInput(), 'the loop')).ticks);
    }
    return countInstructions(ticks, ticksPerSecond, device.instructionShift);
  } finally {
    await device.close();
  }
}

function replaceModel(header: string, assembly: string, clobbered: string): void {
  const text = readFileSync(header, 'utf8');
  const loop = `
static inline void sb_counted_loop(void)
{
    __asm__ volatile("${assembly}" ::: "${clobbered}", "cc");
}
#define sb_model_run sb_counted_loop
`;
  const replaced = text.replace(/#define sb_model_run \w+\n/, loop);
  if (replaced === text) throw new Error('the firmware names its model elsewhere now');
  writeFileSync(header, replaced);
}

function anyInput(): Uint8Array {
  const { shape, bits } = findTensor(model, model.input.tensor) as CodeTensor;
  return new Uint8Array(packedByteCount(elementCount(shape), bits));
}
