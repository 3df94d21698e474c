import {
  escapeHtml,
  lineChart,
  renderTemplate,
  stackedBar,
  type BarPart,
  type Model,
  type Series,
} from '../../codegen/index.js';
import type { ValidationReport } from '../validate/report.js';

/** One epoch of a training, as far as the report draws it. */
export interface TrainingEpoch {
  readonly phase: string;
  readonly loss: number;
  readonly trainAccuracy: number;
  readonly validationAccuracy: number;
  readonly quantizers: readonly { readonly name: string; readonly alpha: number | null }[];
}

export interface ReportInput {
  readonly model: Model;
  readonly validation: ValidationReport;
  /** Empty where the model's training is not known. */
  readonly training: readonly TrainingEpoch[];
}

/**
 * One self-contained HTML page: verdict, training curves, memory and layers. It needs no script and
 * no network, and the same input gives the same bytes.
 */
export function renderReport(input: ReportInput): string {
  const { model, validation } = input;
  return renderTemplate('report/report.html.hbs', {
    title: escapeHtml(`${model.name} on ${validation.board}`),
    subtitle: escapeHtml(
      `Softbit ${model.provenance.version}, model ${validation.modelHash.slice(0, 16)}`,
    ),
    verdict: verdict(validation),
    tiles: tiles(validation),
    charts: input.training.length > 1 ? trainingCharts(input.training) : [],
    memoryCharts: memoryCharts(validation),
    layerColumns: layerColumns.map(([title]) => title),
    layers: layerRows(validation),
    provenance: Object.entries(model.provenance).map(([label, value]) => ({
      label: escapeHtml(label),
      value: escapeHtml(String(value)),
    })),
  });
}

function verdict({ bitExact: { equal, total } }: ValidationReport) {
  const good = equal === total;
  const text = good
    ? `Bit-exact: all ${count(total)} samples equal the integer reference, 0 LSB apart`
    : `${count(total - equal)} of ${count(total)} samples differ from the integer reference`;
  return { tone: good ? 'good' : 'bad', text };
}

function tiles({
  accuracy,
  samples,
  instructionsPerInference,
  flash,
  ram,
  analyze,
}: ValidationReport) {
  const rows: [value: string, label: string][] = [
    [percent(accuracy), `accuracy over ${count(samples)} test samples`],
    [percent(analyze.weightRatio), 'of the weights’ size at 8 bit'],
    [`${count(flash.total)} B`, 'flash'],
    [`${count(ram.arena)} B`, 'arena, the model’s RAM'],
  ];
  if (instructionsPerInference !== null) {
    rows.splice(2, 0, [count(instructionsPerInference), 'instructions per inference']);
  }
  return rows.map(([value, label]) => ({ value, label }));
}

function trainingCharts(training: readonly TrainingEpoch[]): string[] {
  const change = training.findIndex(({ phase }) => phase !== training[0].phase);
  const shared = {
    ends: ['epoch 1', `epoch ${training.length}`] as const,
    ...(change > 0 && { marker: { at: change, label: 'quantized' } }),
  };
  const charts = [
    lineChart({ ...shared, title: 'Accuracy', format: percent, series: accuracySeries(training) }),
    lineChart({
      ...shared,
      title: 'Loss',
      format: (value) => value.toFixed(2),
      series: [{ label: 'training', tone: 'first', values: training.map(({ loss }) => loss) }],
    }),
  ];
  const alpha = alphaSeries(training);
  if (alpha.length === 0) return charts;
  const title = 'α of the quantizers, mean by kind';
  return [
    ...charts,
    lineChart({ ...shared, title, format: (value) => value.toFixed(3), series: alpha }),
  ];
}

function accuracySeries(training: readonly TrainingEpoch[]): Series[] {
  return [
    { label: 'training', tone: 'first', values: training.map((epoch) => epoch.trainAccuracy) },
    {
      label: 'validation',
      tone: 'second',
      values: training.map((epoch) => epoch.validationAccuracy),
    },
  ];
}

/** Weights and activations apart, since they settle at different values. */
function alphaSeries(training: readonly TrainingEpoch[]): Series[] {
  const kinds: [label: string, tone: Series['tone'], belongs: (name: string) => boolean][] = [
    ['weights', 'first', (name) => !isActivation(name)],
    ['activations', 'third', isActivation],
  ];
  return kinds
    .map(([label, tone, belongs]) => ({
      label,
      tone,
      values: training.map((epoch) => meanAlpha(epoch, belongs)),
    }))
    .filter(({ values }) => values.some((value) => value !== null));
}

function meanAlpha(
  { quantizers }: TrainingEpoch,
  belongs: (name: string) => boolean,
): number | null {
  const alphas = quantizers.flatMap(({ name, alpha }) =>
    alpha !== null && belongs(name) ? [alpha] : [],
  );
  return alphas.length === 0 ? null : alphas.reduce((sum, alpha) => sum + alpha, 0) / alphas.length;
}

function isActivation(name: string): boolean {
  return /relu|act|quant/i.test(name);
}

function memoryCharts({ analyze, flash, ram }: ValidationReport): string[] {
  const { weightBytes, weightBytesAt8Bit } = analyze;
  const packed = { label: 'packed', bytes: weightBytes, tone: 'first' } as const;
  const wide = { label: 'at 8 bit', bytes: weightBytesAt8Bit, tone: 'second' } as const;
  return [
    stackedBar({
      title: 'Weights',
      rows: [
        { label: 'packed', parts: [packed] },
        { label: 'at 8 bit', parts: [wide] },
      ],
    }),
    partsOf('Flash', 'flash', [
      { label: 'model', bytes: flash.model, tone: 'first' },
      { label: 'runtime', bytes: flash.runtime, tone: 'second' },
      { label: 'firmware', bytes: flash.firmware, tone: 'third' },
    ]),
    partsOf('RAM', 'used', [
      { label: 'arena', bytes: ram.arena, tone: 'first' },
      { label: 'stack', bytes: ram.stack ?? 0, tone: 'third' },
    ]),
  ];
}

function partsOf(title: string, label: string, parts: readonly BarPart[]): string {
  return stackedBar({ title, rows: [{ label, parts }] });
}

type Layer = ValidationReport['analyze']['layers'][number];

const layerColumns: readonly (readonly [title: string, text: (layer: Layer) => string])[] = [
  ['layer', ({ name }) => name],
  ['op', ({ op }) => op],
  ['output', ({ outputShape }) => outputShape.join('×')],
  ['bits in', ({ inputBits }) => String(inputBits)],
  ['weight bits', ({ weightBits }) => (weightBits === null ? '–' : String(weightBits))],
  ['bits out', ({ outputBits }) => String(outputBits)],
  ['MACs', ({ macs }) => count(macs)],
  ['weight bytes', ({ weightBytes }) => count(weightBytes)],
  ['at 8 bit', ({ weightBytesAt8Bit }) => count(weightBytesAt8Bit)],
];

function layerRows({ analyze }: ValidationReport): string[][] {
  return analyze.layers.map((layer) => layerColumns.map(([, text]) => escapeHtml(text(layer))));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}
