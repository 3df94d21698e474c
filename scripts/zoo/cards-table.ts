import { percent } from '../cli/percent.js';
import type { Card } from './card.js';
import type { FloatCard } from './float-card.js';

const head = [
  'model',
  'residual sums',
  'float',
  'integer',
  'weights',
  'Cortex-M4 cycles',
  'flash',
  'RAM',
  'Cortex-A53 instructions',
];

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly string[][];
}

/** A row for each card, as cells; accuracies are means over the classes. */
export function cardRows(cards: readonly Card[]): Table {
  return { head, rows: cards.map(cardRow) };
}

function cardRow({ name, bits, accuracy, weightBytes, cost }: Card): string[] {
  const [m4, a53] = ['cortex-m4', 'cortex-a53'].map((core) =>
    cost.find((entry) => entry.core === core),
  );
  return [
    name,
    bits.residual === null ? '–' : `${bits.residual} bits`,
    percent(accuracy.float.testClassMean),
    percent(accuracy.integer.testClassMean),
    bytes(weightBytes),
    million(m4?.modelledCycles),
    bytes(m4?.flash),
    bytes(m4?.ram),
    million(a53?.instructions),
  ];
}

const floatHead = ['network', 'float', 'epochs', 'test images', 'file'];

/** The same of float networks. */
export function floatCardRows(cards: readonly FloatCard[]): Table {
  const rows = cards.map(({ name, accuracy, training, testImages }) => [
    name,
    percent(accuracy.testClassMean),
    String(training.epochs),
    testImages.toLocaleString('en'),
    `zoo/float/${name}.ckpt`,
  ]);
  return { head: floatHead, rows };
}

/** A table in Markdown. */
export function markdownTable({ head, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function bytes(count: number | undefined): string {
  return count === undefined ? '–' : `${count.toLocaleString('en')} B`;
}

function million(count: number | null | undefined): string {
  return typeof count === 'number' ? `${(count / 1e6).toFixed(2)} M` : '–';
}
