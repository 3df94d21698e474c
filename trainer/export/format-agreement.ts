import type { Agreement, LayerAgreement } from './agreement.js';

const columns: readonly (readonly [title: string, text: (layer: LayerAgreement) => string])[] = [
  ['layer', ({ node }) => node],
  ['values', ({ values }) => String(values)],
  ['equal', ({ equal }) => String(equal)],
  ['float ties', ({ ties }) => String(ties)],
  ['mismatches', ({ mismatches }) => String(mismatches)],
];

/** The agreement as a table of layers and a verdict, for a terminal. */
export function formatAgreement(agreement: Agreement): string {
  const rows = [
    columns.map(([title]) => title),
    ...agreement.layers.map((layer) => columns.map(([, text]) => text(layer))),
  ];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => pad(cell, column, widths[column]))
      .join('  ')
      .trimEnd(),
  );
  return [...lines, ...verdict(agreement)].join('\n');
}

/** Names to the left, numbers to the right. */
function pad(cell: string, column: number, width: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

function verdict({ samples, mismatches, ties, values, sameClass, accuracy }: Agreement): string[] {
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  return [
    `Trainer and integer reference over ${samples} images: ${values} values, ${ties} float ties, ${mismatches} mismatches.`,
    `Same class: ${sameClass}/${samples}. Accuracy: trainer ${percent(accuracy.trainer)}, reference ${percent(accuracy.reference)}.`,
  ];
}
