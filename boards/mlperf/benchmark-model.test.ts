import { execaSync } from 'execa';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import {
  elementCount,
  findTensor,
  randomModel,
  SoftbitError,
  type Model,
} from '../../codegen/index.js';
import { loadBoard } from '../data/load-board.js';
import { missingTool } from '../testing/missing-tool.js';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import { benchmarkModel, type BenchmarkOptions } from './benchmark-model.js';

const fromHere = (to: string): string => fileURLToPath(new URL(`../../../${to}`, import.meta.url));
const adapter = fromHere('scripts/mlperf/run-on-port.py');
const standIn = fromHere('boards/testing/runner');

/** A classifier of few classes whose probabilities differ from sample to sample. */
const model = ((): Model => {
  const random = randomModel(1925, { ops: ['conv2d', 'dense'], nodes: [2, 2] });
  const tensors = random.tensors.map((tensor) =>
    tensor.name === random.output ? { ...tensor, scale: 0.01 } : tensor,
  );
  return { ...random, tensors };
})();
const classCount = elementCount(findTensor(model, model.output).shape);
const inputBytes = elementCount(findTensor(model, model.input.tensor).shape);
const samples = Array.from({ length: 2 * classCount }, (_, index) => ({
  bytes: Uint8Array.from({ length: inputBytes }, (_, at) => (at * 5 + index * 3) % 8),
  label: index % classCount,
}));

/** A Python with what the official runner needs of it to open a port. */
function findPython(): string | undefined {
  return ['python3', '/usr/bin/python3'].find(
    (python) => execaSync(python, ['-c', 'import serial, usb'], { reject: false }).exitCode === 0,
  );
}

function optionsFor(t: ExecutionContext, python: string): BenchmarkOptions {
  return {
    model,
    board: loadBoard('host'),
    samples,
    folder: temporaryFolder(t),
    adapter,
    python,
    mode: 'accuracy',
    benchmark: 'ic01',
    runner: standIn,
  };
}

/** Skips where Python cannot open a port, and says so. */
function pythonFor(t: ExecutionContext): string | undefined {
  if (missingTool(t, 'make', 'gcc')) return undefined;
  const python = findPython();
  if (python !== undefined) return python;
  t.log('skipped: no Python with pyserial and pyusb; "apt-get install python3-serial python3-usb"');
  t.pass();
  return undefined;
}

for (const benchmark of ['ic01', 'kws01']) {
  test.serial(`A runner drives ${benchmark} through the adapter, and agrees.`, async (t) => {
    t.timeout(60_000);
    const python = pythonFor(t);
    if (python === undefined) return;
    const report = await benchmarkModel({ ...optionsFor(t, python), benchmark });
    const { comparison } = report;
    t.like(report, { board: 'host', benchmark, samples: samples.length, isEmulated: false });
    t.deepEqual(comparison!.equalResults, { equal: samples.length, total: samples.length });
    t.is(comparison!.runner.top1, comparison!.expected.top1);
    t.true(comparison!.passed);
  });
}

test.serial('A runner drives an emulated board, and its complaints are told.', async (t) => {
  t.timeout(60_000);
  const python = pythonFor(t);
  if (python === undefined || missingTool(t, 'arm-none-eabi-gcc', 'qemu-system-arm')) return;
  const board = loadBoard('mps2-an386');
  const options = { ...optionsFor(t, python), board, mode: 'performance', inferences: 3 } as const;
  const { comparison, isEmulated } = await benchmarkModel(options);
  t.true(isEmulated);
  t.true(comparison!.passed);
  t.is(comparison!.runner.top1, null);
  t.is(comparison!.runner.complaints.length, 1);
});

test.serial(
  'The official runner agrees, where SOFTBIT_MLPERF_RUNNER says where it is.',
  async (t) => {
    t.timeout(120_000);
    const runner = process.env.SOFTBIT_MLPERF_RUNNER;
    const python = pythonFor(t);
    if (python === undefined) return;
    if (runner === undefined) {
      t.log('skipped: SOFTBIT_MLPERF_RUNNER names no folder benchmark/runner of mlcommons/tiny');
      t.pass();
      return;
    }
    const { comparison } = await benchmarkModel({ ...optionsFor(t, python), runner });
    t.deepEqual(comparison!.equalResults, { equal: samples.length, total: samples.length });
    t.deepEqual(
      { top1: comparison!.runner.top1, auc: comparison!.runner.auc },
      comparison!.expected,
    );
  },
);

test.serial('A device that answers otherwise than the reference fails.', async (t) => {
  t.timeout(60_000);
  const python = pythonFor(t);
  if (python === undefined) return;
  const report = await benchmarkModel({ ...optionsFor(t, python), runner: liar(t) });
  t.false(report.comparison!.passed);
  t.is(report.comparison!.equalResults.equal, samples.length - 1);
});

/** The stand-in, with one result spoilt. */
function liar(t: ExecutionContext): string {
  const folder = temporaryFolder(t);
  const text = readFileSync(path.join(standIn, 'main.py'), 'utf8');
  const spoilt = text.replace(
    '\nos.makedirs',
    '\nresults[0]["infer"]["results"][0] += 1e-3\nos.makedirs',
  );
  if (spoilt === text) throw new Error('the stand-in has changed');
  writeFileSync(path.join(folder, 'main.py'), spoilt);
  return folder;
}

test('Samples and labels are written as the runner reads them.', async (t) => {
  t.timeout(60_000);
  if (missingTool(t, 'make', 'gcc')) return;
  const options = { ...optionsFor(t, 'python3'), runner: undefined };
  t.is((await benchmarkModel(options)).comparison, null);
  const root = path.join(options.folder, 'datasets/ic01');
  const labels = readFileSync(path.join(root, 'y_labels.csv'), 'utf8').trimEnd().split('\n');
  t.is(labels.length, samples.length);
  t.is(labels[3], `sample_000003.bin,${classCount},3`);
  t.deepEqual(new Uint8Array(readFileSync(path.join(root, 'sample_000003.bin'))), samples[3].bytes);
  t.true(existsSync(path.join(options.folder, 'firmware/firmware/mlperf/commands.c')));
});

const mistakes: [title: string, change: Partial<BenchmarkOptions>, code: string, says: RegExp][] = [
  ['A folder without a runner', { runner: '/nowhere' }, 'SB_MLPERF_RUNNER', /\/nowhere/],
  ['A class without a sample', { samples: samples.slice(1, 3) }, 'SB_MLPERF_CLASS', /class 0/],
  ['A benchmark that is none', { benchmark: 'xyz' }, 'SB_MLPERF_TASK', /ic01, kws01/],
  ['A Python that is none', { python: 'python-none' }, 'SB_TOOL_MISSING', /python-none/],
  ['A runner that fails', { python: 'false' }, 'SB_MLPERF_RUNNER', /ended with 1/],
];

for (const [title, change, code, says] of mistakes) {
  test(`${title} ends with ${code}.`, async (t) => {
    t.timeout(60_000);
    if (missingTool(t, 'make', 'gcc')) return;
    const run = benchmarkModel({ ...optionsFor(t, 'python3'), ...change });
    const error = await t.throwsAsync(run, { instanceOf: SoftbitError });
    t.is(error.code, code);
    t.regex(error.message, says);
  });
}
