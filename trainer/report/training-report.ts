import {
  barChart,
  escapeHtml,
  histogram,
  lineChart,
  renderTemplate,
  toolVersion,
} from '../../codegen/index.js';
import type { Accuracies, EpochRecord } from '../training/index.js';
import { alphaCharts, curveCharts, rangeCharts } from './curve-charts.js';
import type { Sensitivity } from './sensitivity.js';
import type { WeightHistogram } from './weight-histograms.js';

export interface TrainingReportInput {
  readonly network: string;
  readonly dataset: string;
  /** What the user typed. */
  readonly command: string;
  readonly history: readonly EpochRecord[];
  readonly accuracy: {
    readonly float: Accuracies;
    readonly quantized: Accuracies | null;
    readonly integer: Pick<Accuracies, 'test' | 'testClassMean'> | null;
  };
  readonly seconds: number;
  readonly classes: readonly string[];
  /** `counts[truth][answer]` over the test images. */
  readonly confusion: readonly (readonly number[])[];
  /** Empty where nothing is quantized. */
  readonly histograms: readonly WeightHistogram[];
  /** Empty where it was not measured. */
  readonly sensitivity: readonly Sensitivity[];
}

/**
 * One self-contained HTML page of a training: accuracy and loss, α and ranges of every quantizer over
 * time, weights against their levels, what each layer's quantization costs by itself, and which classes
 * are taken for which. It needs no script and no network, and the same input gives the same bytes.
 */
export function renderTrainingReport(input: TrainingReportInput): string {
  const { network, dataset, history } = input;
  return renderTemplate('report/training.html.hbs', {
    title: escapeHtml(`${network} on ${dataset}`),
    subtitle: escapeHtml(`Softbit ${toolVersion}`),
    tiles: tiles(input),
    curves: history.length > 1 ? curveCharts(history) : [],
    alphas: alphaCharts(history).map(lineChart),
    ranges: rangeCharts(history),
    histograms: input.histograms.map(histogramFigure),
    sensitivity: sensitivityCharts(input.sensitivity),
    classes: input.classes.map(escapeHtml),
    confusion: confusionRows(input),
    command: escapeHtml(input.command),
  });
}

function tiles({ accuracy, seconds, history }: TrainingReportInput) {
  const figures = [
    ['float', accuracy.float],
    ['fake-quantized', accuracy.quantized],
    ['integers', accuracy.integer],
  ] as const;
  const shares = figures.flatMap(([name, figure]) =>
    figure ? [{ value: percent(figure.test), label: `test accuracy, ${name}` }] : [],
  );
  const time = seconds < 100 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(0)} min`;
  return [...shares, { value: time, label: `for ${history.length} epochs` }];
}

function histogramFigure({ name, bits, counts, reach, levels }: WeightHistogram): string {
  const rules = bits <= 4 ? levels : [-1, 1];
  return histogram({
    title: `${name}, ${bits} bits`,
    counts,
    least: -reach,
    greatest: reach,
    rules,
  });
}

function sensitivityCharts(rows: readonly Sensitivity[]): string[] {
  if (rows.length === 0) return [];
  const bars = rows.map(({ name, kind, bits, divergence }) => ({
    label: `${name}, ${bits}`,
    value: divergence,
    tone: kind === 'activations' ? ('third' as const) : ('first' as const),
  }));
  const title = 'Divergence from the float network, nats';
  return [barChart({ title, rows: bars, format: (value) => value.toFixed(4) })];
}

/** Each cell with how dark it is: its share of its class. */
function confusionRows({ classes, confusion }: TrainingReportInput) {
  return confusion.map((counts, truth) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    return {
      name: escapeHtml(classes[truth]),
      cells: counts.map((count, answer) => ({
        count: count === 0 ? '' : String(count),
        kind: answer === truth ? 'right' : 'wrong',
        share: (total === 0 ? 0 : count / total).toFixed(3),
      })),
    };
  });
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
