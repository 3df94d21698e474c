import Table from 'cli-table3';
import type { BackendBenchmark } from './backend.js';

/** The figures as a table for people: a line for each backend and step. */
export function renderBackendBenchmark(results: readonly BackendBenchmark[]): string {
  const table = new Table({
    head: ['Backend', 'Training step', 'Images/s', 'ms per step'],
    colAligns: ['left', 'left', 'right', 'right'],
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  table.push(...results.flatMap(rowsOf));
  return table.toString();
}

function rowsOf({ backend, steps, problem }: BackendBenchmark): string[][] {
  if (problem !== null) return [[backend, problem.split('\n')[0], '–', '–']];
  return steps.map(({ name, imagesPerSecond, millisecondsPerStep }) => [
    backend,
    name,
    imagesPerSecond.toFixed(0),
    millisecondsPerStep.toFixed(1),
  ]);
}
