import test, { type ExecutionContext } from 'ava';
import {
  benchNetwork,
  randomInput,
  randomModel,
  SoftbitError,
  type Model,
} from '../../codegen/index.js';
import { boardIds } from '../data/board-layers.js';
import { listBoards, loadBoard } from '../data/load-board.js';
import { missingTool } from '../testing/missing-tool.js';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import { withPath } from '../testing/fake-program.js';
import { matrixPassed, matrixReport, type MatrixResult } from './matrix-report.js';
import { runMatrix, type MatrixModel, type MatrixOptions } from './run-matrix.js';
import { needsNoHardware, selectBoards } from './select-boards.js';
import { failed, passed, skipped } from './testing/results.js';

const small = randomModel(3);

function matrixModel(name: string, model: Model, bytes = randomInput(1, model)): MatrixModel {
  return { name, model, samples: [{ bytes, label: 0 }], labelled: true };
}

function runOn(t: ExecutionContext, ids: readonly string[], change: Partial<MatrixOptions> = {}) {
  return runMatrix({
    stations: ids.map((id) => ({ name: id, board: loadBoard(id) })),
    models: [matrixModel('small', small)],
    folder: temporaryFolder(t),
    ...change,
  });
}

test.serial('A model that is equal to the reference passes, with its figures.', async (t) => {
  if (missingTool(t, 'make', 'gcc')) return;
  const [result] = await runOn(t, ['host']);
  t.like(result, { board: 'host', model: 'small', status: 'passed', reason: null });
  t.deepEqual(result.bitExact, { equal: 1, total: 1 });
  t.true(result.flash! > 0 && result.ram! > 0 && result.seconds > 0);
  t.is(result.instructions, null, 'no instructions are counted on this machine');
});

test.serial('Results come board by board, and within a board model by model.', async (t) => {
  if (missingTool(t, 'make', 'gcc')) return;
  const models = [matrixModel('a', small), { ...matrixModel('b', small), labelled: false }];
  const seen: MatrixResult[] = [];
  const onResult = (result: MatrixResult): void => void seen.push(result);
  const results = await runOn(t, ['host'], { models, onResult });
  t.deepEqual(
    results.map(({ board, model }) => [board, model]),
    [
      ['host', 'a'],
      ['host', 'b'],
    ],
  );
  t.deepEqual(seen, results);
  t.is(results[1].accuracy, null, 'inputs without labels have no accuracy');
});

test.serial('Figures beyond a limit fail, and the reason names each.', async (t) => {
  if (missingTool(t, 'make', 'gcc')) return;
  const limits = [{ board: 'ho*', model: '*', flash: 1, ram: 2 }];
  const [result] = await runOn(t, ['host'], { limits });
  t.is(result.status, 'failed');
  t.regex(result.reason!, /flash is .* above the limit 1; ram is .* above the limit 2/);
});

test.serial('A limit on a kind of board holds for each one of them.', async (t) => {
  if (missingTool(t, 'make', 'gcc')) return;
  const stations = [{ name: 'host on the left/right', board: loadBoard('host') }];
  const limits = [{ board: 'host', model: 'small', ram: 1 }];
  const [result] = await runOn(t, [], { stations, limits });
  t.is(result.board, 'host on the left/right');
  t.regex(result.reason!, /^ram is .* above the limit 1$/);
});

const big = matrixModel('big', benchNetwork('resnet8', { weights: 2, activations: 2 }));
const skips: [title: string, board: string, model: MatrixModel, reason: RegExp][] = [
  ['too big a model', 'stm32vldiscovery', big, /^does not fit: .*8192/],
  [
    'a board that is not attached',
    'nucleo-f446re',
    matrixModel('small', small),
    /^not attached: .*--port/,
  ],
  ['a missing compiler', 'mps2-an386', matrixModel('small', small), /^tool missing: .*apt-get/],
];

for (const [title, board, model, reason] of skips) {
  test.serial(`With ${title} the pair is skipped with the reason.`, async (t) => {
    withPath(t, temporaryFolder(t));
    const [result] = await runOn(t, [board], { models: [model] });
    t.is(result.status, 'skipped');
    t.regex(result.reason!, reason);
    t.is(result.bitExact, null);
  });
}

test.serial(
  'Samples of another model’s size are skipped, since no data set fits all.',
  async (t) => {
    if (missingTool(t, 'make', 'gcc')) return;
    const [result] = await runOn(t, ['host'], {
      models: [matrixModel('small', small, new Uint8Array(3))],
    });
    t.is(result.status, 'skipped');
    t.regex(result.reason!, /^takes another input: /);
  },
);

test.serial(
  'A build that fails is a failure with its code, and the next pair still runs.',
  async (t) => {
    if (missingTool(t, 'make', 'gcc')) return;
    const broken = loadBoard('host');
    const stations = [
      {
        name: 'broken',
        board: {
          ...broken,
          toolchain: { ...broken.toolchain, architectureFlags: ['-no-such-flag'] },
        },
      },
      { name: 'host', board: broken },
    ];
    const results = await runOn(t, [], { stations });
    t.deepEqual(
      results.map(({ status }) => status),
      ['failed', 'passed'],
    );
    t.regex(results[0].reason!, /^SB_BUILD_FAILED: .*no-such-flag/s);
  },
);

test.serial('Ctrl-C ends the whole run.', async (t) => {
  if (missingTool(t, 'make', 'gcc')) return;
  const signal = AbortSignal.abort();
  const error = await t.throwsAsync(runOn(t, ['host'], { signal }), { instanceOf: SoftbitError });
  t.is(error.code, 'SB_INTERRUPTED');
});

const verdicts: [title: string, results: MatrixResult[], success: boolean][] = [
  ['a pass', [passed], true],
  ['a pass and a skip', [passed, skipped], true],
  ['a pass and a failure', [passed, failed], false],
  ['skips alone', [skipped], false],
  ['nothing', [], false],
];

for (const [title, results, success] of verdicts) {
  test(`A run of ${title} is ${success ? 'a' : 'no'} success.`, (t) => {
    t.is(matrixPassed({ results }), success);
  });
}

test('The machine output has these fields and no others.', (t) => {
  const { results } = matrixReport([passed]);
  t.deepEqual(Object.keys(results[0]), [
    'board',
    'model',
    'status',
    'reason',
    'accuracy',
    'bitExact',
    'instructions',
    'flash',
    'ram',
  ]);
});

const lists: [list: string, ids: string[]][] = [
  ['all', boardIds()],
  [
    'emulated',
    listBoards()
      .filter(needsNoHardware)
      .map(({ id }) => id),
  ],
  ['host, mps2-an386,host', ['host', 'mps2-an386']],
  ['mps2-an500,all', ['mps2-an500', ...boardIds().filter((id) => id !== 'mps2-an500')]],
];

for (const [list, ids] of lists) {
  test(`The list "${list}" names each of its boards once, in that order.`, (t) => {
    t.deepEqual(
      selectBoards(list).map(({ id }) => id),
      ids,
    );
  });
}

test('The emulated boards are the fifteen that QEMU runs, and this machine.', (t) => {
  t.is(selectBoards('emulated').length, 16);
  t.throws(() => selectBoards('mps2-an999'), { code: 'SB_BOARD_UNKNOWN' });
});
