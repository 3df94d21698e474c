import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import { execa } from 'execa';
import {
  elementCount,
  findTensor,
  generateProject,
  packedByteCount,
  randomModel,
  SoftbitError,
  writeProject,
  type CodeTensor,
} from '../../codegen/index.js';
import { listBoards, loadBoard } from '../data/load-board.js';
import { targetOf } from '../data/target-of.js';
import { DeviceClient } from '../link/device-client.js';
import { missingTool } from '../testing/missing-tool.js';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import { buildProject } from '../toolchain/build-project.js';
import { openDevice } from './drivers.js';

const model = randomModel(5, { ops: ['dense'], nodes: [1, 1] });

const input = findTensor(model, model.input.tensor) as CodeTensor;
const inputBytes = packedByteCount(elementCount(input.shape), input.bits);

const bareMetal = listBoards().filter(({ emulator, firmware }) => emulator && firmware);

for (const { id, toolchain, emulator } of bareMetal) {
  test.serial(`A fault on ${id} is reported with the address where it happened.`, async (t) => {
    t.timeout(60_000);
    if (missingTool(t, 'make', `${toolchain.prefix}gcc`, emulator!.program)) return;
    const board = loadBoard(id);
    const folder = temporaryFolder(t);
    const project = generateProject({ model, target: targetOf(board) });
    await writeProject(project, folder);
    await spoilInference(folder);
    await buildProject({ folder, prefix: toolchain.prefix });
    const program = path.join(folder, project.manifest.program);
    const device = await openDevice({ board, program });
    t.teardown(() => device.close());
    const client = new DeviceClient(device.transport);
    await client.hello();
    const run = client.run(new Uint8Array(inputBytes), 'to sample 1');
    const error = await t.throwsAsync(run, { instanceOf: SoftbitError });
    t.is(error.code, 'SB_DEVICE_FAULT');
    const [, address] = /pc=0x0*([0-9a-f]+)/.exec(error.message)!;
    const places = await placesOfFault(program, toolchain.prefix);
    t.true(places.includes(address), `${address} is none of ${places.join(', ')}`);
  });
}

/** An instruction that no processor knows, in the place of the model. */
async function spoilInference(folder: string): Promise<void> {
  const file = path.join(folder, 'firmware/link/inference.c');
  const text = await readFile(file, 'utf8');
  const spoilt = text.replace('    sb_model_run();', '    __asm__ volatile("udf #0");');
  if (spoilt === text) throw new Error('the inference was not found');
  await writeFile(file, spoilt);
}

/** Where that instruction stands: once, unless constants that look like it are listed as code. */
async function placesOfFault(program: string, prefix: string): Promise<string[]> {
  const { stdout } = await execa(`${prefix}objdump`, ['-d', program]);
  const lines = stdout.matchAll(/^ *([0-9a-f]+):\s+[0-9a-f ]+\s+udf\s+#0/gm);
  return [...lines].map(([, address]) => address);
}
