import Table from 'cli-table3';
import type { BackendBenchmark } from './backend.js';
import { compareBackends } from './compare-backends.js';

/** The figures as a table for people: a line for each backend and step, and what they come to. */
export function renderBackendBenchmark(results: readonly BackendBenchmark[]): string {
  const table = new Table({
    head: ['Backend', 'Workers', 'Training step', 'Images/s', 'ms per step'],
    colAligns: ['left', 'right', 'left', 'right', 'right'],
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  table.push(...results.flatMap(rowsOf));
  return [table.toString(), ...compareBackends(results)].join('\n');
}

function rowsOf({ backend, workers, steps, problem }: BackendBenchmark): string[][] {
  const place = [backend, String(workers)];
  if (problem !== null) return [[...place, problem.split('\n')[0], '–', '–']];
  return steps.map(({ name, imagesPerSecond, millisecondsPerStep }) => [
    ...place,
    name,
    imagesPerSecond.toFixed(0),
    millisecondsPerStep.toFixed(1),
  ]);
}
