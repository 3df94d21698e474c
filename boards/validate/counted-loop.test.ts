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
import { loadBoard } from '../data/load-board.js';
import { targetOf } from '../data/target-of.js';
import { openDevice } from '../device/drivers.js';
import { DeviceClient } from '../link/device-client.js';
import { missingTool } from '../testing/missing-tool.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
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

/** Puts the loop where the firmware calls the model, and measures it like an inference. */
async function countLoop(parent: string, rounds: number) {
  const board = loadBoard('mps2-an386');
  const folder = path.join(parent, 'project');
  const project = generateProject({ model, target: targetOf(board) });
  await writeProject(project, folder);
  replaceModel(path.join(folder, 'firmware/model_binding.h'), rounds);
  await buildProject({ folder, prefix: board.toolchain.prefix });
  const device = await openDevice({ board, program: path.join(folder, project.manifest.program) });
  try {
    const client = new DeviceClient(device.transport);
    const { ticksPerSecond } = await client.hello();
    const ticks: number[] = [];
    for (let run = 0; run < 20; run++) ticks.push((await client.run(anyInput(), 'the loop')).ticks);
    return countInstructions(ticks, ticksPerSecond, device.instructionShift);
  } finally {
    await device.close();
  }
}

function replaceModel(header: string, rounds: number): void {
  const text = readFileSync(header, 'utf8');
  const loop = `
static inline void sb_counted_loop(void)
{
    __asm__ volatile("movw r0, #${rounds}\\n1:\\tsubs r0, #1\\n\\tbne 1b" ::: "r0", "cc");
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
