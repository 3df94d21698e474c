import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import {
  elementCount,
  findTensor,
  generateProject,
  loadModel,
  packCodes,
  preprocess,
  randomInput,
  randomModel,
  runModel,
  writeProject,
  type CodeTensor,
  type Model,
} from '../../codegen/index.js';
import { loadBoard } from '../data/load-board.js';
import { targetOf } from '../data/target-of.js';
import { generator } from '../testing/line-faults.js';
import { missingTool } from '../testing/missing-tool.js';
import { noisyLine, type NoiseRates } from '../testing/noisy-line.js';
import { resettableProgram } from '../testing/resettable-program.js';
import { buildProject } from '../toolchain/build-project.js';
import { DeviceClient, type DeviceClientOptions } from './device-client.js';

const zoo = fileURLToPath(new URL('../../../zoo/', import.meta.url));

/** A program on this machine answers at once; what is late there is lost. */
const options: DeviceClientOptions = {
  baud: 4_000_000,
  soundMs: 40,
  lossyMs: 20,
  firstInferenceMs: 100,
};

const folder = mkdtempSync(path.join(os.tmpdir(), 'softbit-boards-'));
test.after.always(() => rm(folder, { recursive: true, force: true }));

/** Inputs that are told apart by their outputs, so that no answer can be taken for another's. */
interface Question {
  readonly input: Uint8Array;
  readonly outputs: readonly number[];
}

test('1,000 samples of 784 bytes survive 1 % altered bytes and random resets.', async (t) => {
  t.timeout(180_000);
  if (missingTool(t, 'make', 'gcc')) return;
  const model = await loadModel(path.join(zoo, 'lenet5-mnist-w2a2.softbit.json'));
  const device = resettableProgram(await build(folder, model));
  t.teardown(() => device.close());
  const client = new DeviceClient(noisyLine(device, { altered: 0.01 }, 1), options);
  const random = generator(3);
  let resets = 0;
  await expectAll(t, client, 1000, questionsFor(model, 100), () => {
    if (random() > 0.01) return;
    resets++;
    // In the middle of the sample that is sent next.
    setTimeout(() => void device.reset(), 10 * random());
  });
  t.true(resets > 5);
  t.true(client.troubles.resets > 0 && client.troubles.resets <= resets);
  t.true(client.troubles.resentFrames > 1000, 'the line was bad indeed');
  t.log(`${resets} resets, ${client.troubles.resentFrames} frames sent again`);
});

const smallModel = randomModel(0, { nodes: [3, 3] });
const smallQuestions = questionsFor(smallModel, 20);
let smallProgram: Promise<string> | undefined;

const accidents: [title: string, rates: NoiseRates][] = [
  ['altered', { altered: 0.01 }],
  ['lost', { lost: 0.01 }],
  ['repeated', { repeated: 0.01 }],
  ['reordered', { reordered: 0.01 }],
  ['preceded by noise', { preceded: 0.02 }],
  ['cut off with all that follows', { cut: 0.005 }],
  [
    'anything of that',
    { altered: 0.003, lost: 0.002, repeated: 0.002, reordered: 0.002, preceded: 0.002, cut: 0.001 },
  ],
];

for (const [title, rates] of accidents) {
  test(`Where bytes are ${title}, each sample is run and counted once.`, async (t) => {
    t.timeout(180_000);
    if (missingTool(t, 'make', 'gcc')) return;
    smallProgram ??= build(folder, smallModel);
    const device = resettableProgram(await smallProgram);
    t.teardown(() => device.close());
    const client = new DeviceClient(noisyLine(device, rates, 1), options);
    await expectAll(t, client, 300, smallQuestions, () => {});
    const { inferences, refusedFrames } = await client.statistics();
    t.is(inferences, 300);
    t.is(client.troubles.resets, 0);
    t.log(`${refusedFrames} frames refused, ${client.troubles.resentFrames} sent again`);
  });
}

/** Runs samples and compares every output. */
async function expectAll(
  t: ExecutionContext,
  client: DeviceClient,
  samples: number,
  questions: readonly Question[],
  before: () => void,
): Promise<void> {
  await client.hello();
  for (let sample = 0; sample < samples; sample++) {
    before();
    const { input, outputs } = questions[sample % questions.length];
    const answer = await client.run(input, `sample ${sample}`);
    if (answer.outputs.join() !== outputs.join()) {
      t.deepEqual([...answer.outputs], outputs, `sample ${sample}`);
    }
  }
  t.pass();
}

function questionsFor(model: Model, count: number): Question[] {
  const { bits } = findTensor(model, model.input.tensor) as CodeTensor;
  const elements = elementCount(findTensor(model, model.input.tensor).shape);
  const byOutputs = new Map<string, Question>();
  for (let seed = 0; byOutputs.size < count; seed++) {
    const codes = preprocess(model, randomInput(seed, model).subarray(0, elements));
    const outputs = [...runModel(model, codes).get(model.output)!];
    byOutputs.set(outputs.join(), { input: packCodes(codes, bits), outputs });
  }
  return [...byOutputs.values()];
}

async function build(to: string, model: Model): Promise<string> {
  const board = loadBoard('host');
  const project = generateProject({ model, target: targetOf(board) });
  await writeProject(project, path.join(to, model.name));
  await buildProject({ folder: path.join(to, model.name), prefix: board.toolchain.prefix });
  return path.join(to, model.name, project.manifest.program);
}
