import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { benchmarkBackends } from './backend.js';
import type { BackendName } from '../../trainer/index.js';
import { compareBackends } from './compare-backends.js';
import { measureStep } from './benchmark-step.js';
import { renderBackendBenchmark } from './render-backend-benchmark.js';

test('The median step counts, and the first two are not timed.', async (t) => {
  const durations = [900, 800, 10, 70, 20, 30, 40];
  let clock = 0;
  let calls = 0;
  const step = (): void => {
    clock += durations[calls++] ?? 1000;
  };
  const figures = await measureStep(
    { name: 'step', images: 60, step },
    { seconds: 0.17, now: () => clock },
  );
  t.is(calls, 7);
  t.deepEqual(figures, { name: 'step', millisecondsPerStep: 30, imagesPerSecond: 2000 });
});

test('Even a slow step is timed three times.', async (t) => {
  let clock = 0;
  const step = (): void => {
    clock += 5000;
  };
  const figures = await measureStep(
    { name: 's', images: 1, step },
    { seconds: 1, now: () => clock },
  );
  t.is(clock, 5 * 5000);
  t.is(figures.imagesPerSecond, 0.2);
});

test('Each backend is measured with its own kernels, and a failing step gives its reason.', async (t) => {
  const stepsModule = writeModule(
    t,
    `import * as tf from '@tensorflow/tfjs';
     export async function* createSteps(workers) {
       if (tf.getBackend() === 'cpu') throw new Error('no steps on cpu');
       yield { name: tf.getBackend() + workers, images: 8, step: () => tf.ones([4]).dataSync() };
     }`,
  );
  const results = await benchmarkBackends({
    backends: [
      { backend: 'wasm', workers: 3 },
      { backend: 'cpu', workers: 1 },
    ],
    stepsModule,
    seconds: 0.05,
  });
  t.like(results, [
    { backend: 'wasm', problem: null },
    { backend: 'cpu', steps: [], problem: 'no steps on cpu' },
  ]);
  t.is(results[0].steps[0].name, 'wasm3');
  t.true(results[0].steps[0].imagesPerSecond > 0);
  const text = renderBackendBenchmark(results);
  t.regex(text, /wasm .* 3 .* wasm3 .* \d+ .* \d+\.\d/);
  t.regex(text, /cpu .* no steps on cpu/);
});

test('Steps and backends of one run are compared, native at its fastest.', (t) => {
  const benchmark = (backend: BackendName, workers: number, speeds: number[]) => ({
    backend,
    workers,
    problem: null,
    steps: speeds.map((imagesPerSecond, index) => ({
      name: ['float', 'DSQ'][index],
      imagesPerSecond,
      millisecondsPerStep: 1000 / imagesPerSecond,
    })),
  });
  const results = [
    benchmark('native', 1, [200, 100]),
    benchmark('native', 2, [100, 125]),
    benchmark('wasm', 2, [50, 25]),
  ];
  t.deepEqual(compareBackends(results), [
    'DSQ takes 2.00 times as long as float on native with 1 worker.',
    'DSQ takes 0.80 times as long as float on native with 2 workers.',
    'DSQ takes 2.00 times as long as float on wasm with 2 workers.',
    'float on WASM with 2 workers has 0.25 of the speed of native with 1 worker.',
    'DSQ on WASM with 2 workers has 0.20 of the speed of native with 2 workers.',
  ]);
});

/** In the compiled folder, so that it finds the packages of this project. */
function writeModule(t: ExecutionContext, content: string): URL {
  const folder = mkdtempSync(path.join(import.meta.dirname, 'steps-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'steps.mjs');
  writeFileSync(file, content);
  return pathToFileURL(file);
}
