import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import test from 'ava';
import { findTensor, type CodeTensor } from '../../model/graph.js';
import { generateProject } from '../../project/generate-project.js';
import { hostedTarget } from '../../testing/example-targets.js';
import { buildHostedProgram, converse } from '../../testing/hosted-conversation.js';
import { frameBytes } from '../../testing/link-frames.js';
import {
  answers,
  loading,
  rawInput,
  resultsLine,
  talkingInputBytes as bytes,
  talkingModel as model,
} from '../../testing/mlperf-talk.js';
import { Random } from '../../testing/random.js';
import { mlperfBenchmark } from './benchmark.js';

let folder: string;
let program: string;

test.before(async (t) => {
  t.timeout(60_000);
  folder = await mkdtemp(path.join(os.tmpdir(), 'softbit-mlperf-'));
  program = await build('ic01');
});
test.after.always(() => rm(folder, { recursive: true, force: true }));

function build(mlperf: string | false): Promise<string> {
  return buildHostedProgram(path.join(folder, `${mlperf}`), { model, mlperf });
}

const input = rawInput(100);
const frame = frameBytes({ type: 1, sequence: 0, payload: Buffer.alloc(0) });

test.serial('At its start the program says that it is ready.', async (t) => {
  const { boot } = await converse(program, []);
  const lines = ['m-timestamp-mode-performance', 'm-lap-us-T', 'm-init-done', 'm-ready'];
  t.deepEqual(answers(boot), lines);
});

test.serial(
  'Inputs of any width come as one byte an element, with classes as computed here.',
  async (t) => {
    t.timeout(60_000);
    t.is((findTensor(model, model.input.tensor) as CodeTensor).bits, 3);
    const inputs = Array.from({ length: 20 }, (_, seed) => rawInput(seed));
    const talk = inputs.map((raw) => `${loading(raw)}infer 1 0%`);
    const { lines } = await converse(program, talk);
    const expected = inputs.map((raw) => resultsLine(model, raw));
    t.true(new Set(expected).size > 10);
    t.deepEqual(
      lines.filter((line) => line.startsWith('m-results')),
      expected,
    );
  },
);

test.serial('Outputs that no thousandth tells apart keep their order.', async (t) => {
  t.timeout(60_000);
  const tensors = model.tensors.map((tensor) => ({ ...tensor, scale: 1e-9 }));
  const near = { ...model, tensors };
  const inputs = Array.from({ length: 20 }, (_, seed) => rawInput(seed));
  const talk = inputs.map((raw) => `${loading(raw)}infer 1 0%`);
  const built = await buildHostedProgram(path.join(folder, 'near'), { model: near });
  const { lines } = await converse(built, talk);
  const expected = inputs.map((raw) => resultsLine(near, raw));
  t.true(new Set(expected).size > 1);
  t.deepEqual(
    lines.filter((line) => line.startsWith('m-results')),
    expected,
  );
});

test.serial('The inputs of kws01 are signed bytes.', async (t) => {
  t.timeout(60_000);
  const flipped = input.map((byte) => byte ^ 0x80);
  const talk = [`${loading(flipped)}infer 1 0%profile%`];
  const { lines } = await converse(await build('kws01'), talk);
  t.true(lines.includes(resultsLine(model, input)));
  t.true(lines.includes('m-model-[kws01]'));
});

test.serial('Time goes on while inferences run, and while nothing comes.', async (t) => {
  t.timeout(60_000);
  const talk = [`timestamp%infer 200 0%timestamp%`, 300, 'timestamp%'];
  const { lines } = await converse(program, talk);
  const times = lines.flatMap((line) => /^m-lap-us-(\d+)$/.exec(line)?.[1] ?? []).map(Number);
  t.is(times.length, 5);
  t.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
  t.true(times[2] > times[1]);
  t.true(times[4] - times[3] >= 250_000, times.join(' '));
});

test.serial(
  'Whatever bytes come, the program survives and answers the next command.',
  async (t) => {
    t.timeout(60_000);
    const random = new Random(3);
    const parts = [
      'db ',
      'db load ',
      `${bytes}`,
      'infer ',
      'results',
      '%',
      '%',
      '%',
      ' ',
      '0',
      'ff',
      '-',
    ];
    const noise = Array.from({ length: 4000 }, () => {
      const choices = [
        () => Buffer.from(random.pick(parts)),
        () => Buffer.from(random.codes(random.integer(1, 12), 8)),
        () => Buffer.from('x'.repeat(random.integer(1, 100))),
        () => frame,
      ];
      return random.pick(choices)();
    });
    // A number of inferences that lasts for hours is no fault.
    const text = Buffer.concat(noise)
      .toString('latin1')
      .replaceAll(/infer [^%]{3,}/g, 'infer 1');
    const talk = [Buffer.from(text, 'latin1'), 200, '\x80name%'];
    const { lines } = await converse(program, talk);
    t.true(lines.length > 500);
    t.is(lines.at(-2), 'm-name-dut-[softbit]');
  },
);

test.serial('Where the commands are left out, text is noise.', async (t) => {
  t.timeout(60_000);
  const project = generateProject({ model, target: hostedTarget, mlperf: false });
  t.false(project.files.some(({ path }) => path.includes('mlperf')));
  const { boot, lines, frames } = await converse(await build(false), ['name%', frame]);
  t.deepEqual([...boot, ...lines], []);
  t.is(frames.length, 1);
});

test('A model answers for the benchmark of its data set, or by its own name.', (t) => {
  const of = (dataset: string) => ({
    ...model,
    provenance: { ...model.provenance, dataset },
  });
  t.is(mlperfBenchmark(of('cifar10'), undefined).id, 'ic01');
  t.like(mlperfBenchmark(of('kws12'), undefined), { id: 'kws01', hasSignedBytes: true });
  t.is(mlperfBenchmark(of('cifar10'), 'vww01').id, 'vww01');
  t.is(mlperfBenchmark({ ...of('digits'), name: 'a "b" ]' }, undefined).id, 'a--b---');
  t.throws(() => mlperfBenchmark(model, 'ad01'), { code: 'SB_MLPERF_TASK' });
});
