import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { benchmarkBackends } from './backend.js';
import { measureStep } from './benchmark-step.js';
import { renderBackendBenchmark } from './render-backend-benchmark.js';

test('The median step counts, and the first two are not timed.', (t) => {
  const durations = [900, 800, 10, 70, 20, 30, 40];
  let clock = 0;
  let calls = 0;
  const step = (): void => {
    clock += durations[calls++] ?? 1000;
  };
  const figures = measureStep(
    { name: 'step', images: 60, step },
    { seconds: 0.17, now: () => clock },
  );
  t.is(calls, 7);
  t.deepEqual(figures, { name: 'step', millisecondsPerStep: 30, imagesPerSecond: 2000 });
});

test('Even a slow step is timed three times.', (t) => {
  let clock = 0;
  const step = (): void => {
    clock += 5000;
  };
  const figures = measureStep({ name: 's', images: 1, step }, { seconds: 1, now: () => clock });
  t.is(clock, 5 * 5000);
  t.is(figures.imagesPerSecond, 0.2);
});

test('Each backend is measured with its own kernels, and a failing step gives its reason.', async (t) => {
  const stepsModule = writeModule(
    t,
    `import * as tf from '@tensorflow/tfjs';
     export const createSteps = () => {
       if (tf.getBackend() === 'cpu') throw new Error('no steps on cpu');
       return [{ name: tf.getBackend(), images: 8, step: () => tf.ones([4]).dataSync() }];
     };`,
  );
  const results = await benchmarkBackends({
    backends: ['wasm', 'cpu'],
    stepsModule,
    seconds: 0.05,
  });
  t.like(results, [
    { backend: 'wasm', problem: null },
    { backend: 'cpu', steps: [], problem: 'no steps on cpu' },
  ]);
  t.is(results[0].steps[0].name, 'wasm');
  t.true(results[0].steps[0].imagesPerSecond > 0);
  const text = renderBackendBenchmark(results);
  t.regex(text, /wasm .* wasm .* \d+ .* \d+\.\d/);
  t.regex(text, /cpu .* no steps on cpu/);
});

/** In the compiled folder, so that it finds the packages of this project. */
function writeModule(t: ExecutionContext, content: string): URL {
  const folder = mkdtempSync(path.join(import.meta.dirname, 'steps-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'steps.mjs');
  writeFileSync(file, content);
  return pathToFileURL(file);
}
