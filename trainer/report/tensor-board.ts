import { createRequire } from 'node:module';
import type { EpochRecord } from '../training/index.js';
import { mean } from './mean.js';

/** The part of tfjs-node's summary writer that is used here. */
interface SummaryWriter {
  scalar(name: string, value: number, step: number): void;
  flush(): void;
}

interface NativeNode {
  readonly node: { summaryFileWriter(folder: string): SummaryWriter };
}

const require = createRequire(import.meta.url);

/**
 * Writes epochs as TensorBoard's event files. A resumed training adds another file to the same folder.
 *
 * @param folder what `tensorboard --logdir` is given
 * @returns takes an epoch; `undefined` where TensorFlow's C library, which writes them, is not there
 */
export function tensorBoardWriter(folder: string): ((record: EpochRecord) => void) | undefined {
  const native = loadNative();
  if (!native) return undefined;
  let writer: SummaryWriter | undefined;
  return (record) => {
    writer ??= native.node.summaryFileWriter(folder);
    for (const [name, value] of scalarsOf(record)) writer.scalar(name, value, record.epoch);
    writer.flush();
  };
}

function loadNative(): NativeNode | undefined {
  try {
    return require('@tensorflow/tfjs-node') as NativeNode;
  } catch {
    return undefined;
  }
}

/** Names with slashes become groups. */
export function scalarsOf({ phase, quantizers, ...record }: EpochRecord): [string, number][] {
  const figures: [string, number][] = [
    [`${phase}/loss`, record.loss],
    [`${phase}/accuracy/training`, record.trainAccuracy],
    [`${phase}/accuracy/validation`, record.validationAccuracy],
    [`${phase}/learning rate`, record.learningRate],
    [`${phase}/images per second`, record.imagesPerSecond],
  ];
  for (const { name, alpha, lower, upper } of quantizers) {
    if (alpha !== null) figures.push([`alpha/${name}`, alpha]);
    figures.push([`upper/${name}`, mean(upper)], [`lower/${name}`, mean(lower)]);
  }
  return figures;
}
