import { lineChart, strokes, tones, type LineChart, type Series } from '../../codegen/index.js';
import type { EpochRecord, QuantizerRecord } from '../training/index.js';
import { mean } from './mean.js';

type History = readonly EpochRecord[];

/** Accuracy, loss and learning rate, with the change of phase marked. */
export function curveCharts(history: History): string[] {
  const change = history.findIndex(({ phase }) => phase !== history[0].phase);
  const shared = {
    ends: ends(history),
    ...(change > 0 && { marker: { at: change, label: 'quantized' } }),
  };
  return [
    lineChart({
      ...shared,
      title: 'Accuracy',
      format: (value) => `${(100 * value).toFixed(1)} %`,
      series: [
        { label: 'training', tone: 'first', values: history.map((one) => one.trainAccuracy) },
        {
          label: 'validation',
          tone: 'second',
          values: history.map((one) => one.validationAccuracy),
        },
      ],
    }),
    ...phasesOf(history).map(({ name, epochs }) =>
      lineChart({
        title: `Loss, ${name} phase`,
        ends: ends(epochs),
        format: (value) => value.toPrecision(3),
        series: [{ label: 'training', tone: 'first', values: epochs.map(({ loss }) => loss) }],
      }),
    ),
  ];
}

/** Losses of different phases do not compare: a teacher's share is in one of them only. */
function phasesOf(history: History): { name: string; epochs: History }[] {
  const names = [...new Set(history.map(({ phase }) => phase))];
  return names
    .map((name) => ({ name, epochs: history.filter(({ phase }) => phase === name) }))
    .filter(({ epochs }) => epochs.length > 1);
}

/** α of every quantizer, kernels and activations apart; nothing where no method has an α. */
export function alphaCharts(history: History): LineChart[] {
  const quantized = history.filter(({ quantizers }) => quantizers.length > 0);
  if (quantized.length < 2) return [];
  const records = quantized[0].quantizers.filter(({ alpha }) => alpha !== null);
  const kinds = [
    ['α of kernels', records.filter(isKernel)],
    ['α of activations', records.filter((record) => !isKernel(record))],
  ] as const;
  return kinds.flatMap(([title, own]) => {
    const series = own.map(({ name }, index) =>
      seriesOf(name, index, quantized, (record) => record.alpha),
    );
    const format = (value: number) => value.toFixed(3);
    return series.length === 0 ? [] : [{ title, ends: ends(quantized), format, series }];
  });
}

/** The range of every quantizer, the mean over its channels. */
export function rangeCharts(history: History): string[] {
  const quantized = history.filter(({ quantizers }) => quantizers.length > 0);
  if (quantized.length < 2) return [];
  return quantized[0].quantizers.map(({ name, bits }) => {
    return lineChart({
      title: `${name}, ${bits} bits`,
      ends: ends(quantized),
      format: (value) => value.toPrecision(3),
      series: [
        { ...seriesOf('u', 0, quantized, ({ upper }) => mean(upper), name), tone: 'first' },
        { ...seriesOf('l', 1, quantized, ({ lower }) => mean(lower), name), tone: 'second' },
      ],
    });
  });
}

/** Kernels have symmetric ranges, activations never. */
export function isKernel({ lower, upper }: QuantizerRecord): boolean {
  return lower.every((least, index) => least === -upper[index]);
}

function seriesOf(
  label: string,
  index: number,
  history: History,
  value: (record: QuantizerRecord) => number | null,
  name: string = label,
): Series {
  const values = history.map((epoch) => {
    const record = recordOf(epoch, name);
    return record ? value(record) : null;
  });
  const tone = tones[index % tones.length];
  const stroke = strokes[Math.floor(index / tones.length) % strokes.length];
  return { label, values, tone, stroke };
}

function recordOf({ quantizers }: EpochRecord, name: string): QuantizerRecord | undefined {
  return quantizers.find((record) => record.name === name);
}

function ends(history: History): readonly [string, string] {
  return [`epoch ${history[0].epoch}`, `epoch ${history[history.length - 1].epoch}`];
}
