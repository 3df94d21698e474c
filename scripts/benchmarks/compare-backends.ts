import type { BackendName } from '../../trainer/index.js';
import type { BackendBenchmark } from './backend.js';

/**
 * What the figures of one run come to, a line each: how much longer than the first step of a
 * backend each of its others takes, and how fast a step is on WASM against the fastest on native.
 */
export function compareBackends(results: readonly BackendBenchmark[]): string[] {
  return [...results.flatMap(costs), ...shares(results)];
}

function costs({ backend, workers, steps: [first, ...others] }: BackendBenchmark): string[] {
  return others.map(({ name, millisecondsPerStep }) => {
    const ratio = millisecondsPerStep / first.millisecondsPerStep;
    return `${name} takes ${ratio.toFixed(2)} times as long as ${first.name} on ${backend} with ${plural(workers)}.`;
  });
}

function shares(results: readonly BackendBenchmark[]): string[] {
  const names = new Set(results.flatMap(({ steps }) => steps.map(({ name }) => name)));
  return [...names].flatMap((name) => {
    const [wasm, native] = [fastest(results, 'wasm', name), fastest(results, 'native', name)];
    if (!wasm || !native) return [];
    const share = wasm.imagesPerSecond / native.imagesPerSecond;
    return [
      `${name} on WASM with ${plural(wasm.workers)} has ${share.toFixed(2)} of the speed of native with ${plural(native.workers)}.`,
    ];
  });
}

interface Speed {
  readonly workers: number;
  readonly imagesPerSecond: number;
}

function fastest(
  results: readonly BackendBenchmark[],
  backend: BackendName,
  wanted: string,
): Speed | undefined {
  return results
    .filter((result) => result.backend === backend)
    .flatMap(({ workers, steps }) => steps.map((step) => ({ ...step, workers })))
    .filter(({ name }) => name === wanted)
    .sort((a, b) => b.imagesPerSecond - a.imagesPerSecond)[0];
}

function plural(workers: number): string {
  return workers === 1 ? '1 worker' : `${workers} workers`;
}
