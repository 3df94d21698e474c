import type { SearchOutcome } from '../flows/search.js';
import { createTable } from './table.js';

/** A search's result for people. */
export function searchText({ chosen, uniform, bitsFile, report }: SearchOutcome): string {
  const table = createTable(['bits', 'flash B', 'RAM B', chosen.unit, 'divergence', 'accuracy']);
  const rows = [
    ...uniform.map(
      (one) => [`${Math.min(...Object.values(one.assignment))} everywhere`, one] as const,
    ),
    ['chosen', chosen] as const,
  ];
  for (const [name, { flash, ram, cycles, divergence, accuracyChange }] of rows) {
    const figures = [flash, ram, cycles].map((value) => value.toLocaleString('en'));
    const change = `${(100 * accuracyChange).toFixed(1)} points`;
    table.push([name, ...figures, divergence.toFixed(4), change]);
  }
  const layers = Object.entries(chosen.assignment).map(([name, bits]) => `${name} ${bits}`);
  return [
    table.toString(),
    'Divergence, in nats, and accuracy are against the float network, before any fine-tuning.',
    `Bits: ${layers.join(', ')}`,
    `For --layer-bits: ${bitsFile}`,
    `Report: ${report}`,
  ].join('\n');
}
