import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs';
import { defaultWorkers } from '../backend/index.js';
import type { Dataset, Split } from '../data/index.js';
import type { TrainingOptionsRecord } from './checkpoint.js';
import { digestOf } from './trained-weights.js';
import type { TrainingOptions } from './training-options.js';

/**
 * Everything that decides the final weights, as plain JSON: two trainings with equal records end
 * in the same bytes. The backend is part of it, since each rounds in its own way, and so are the
 * training images themselves.
 */
export function describeOptions(options: TrainingOptions): TrainingOptionsRecord {
  const { network, dataset, recipe, quantization = null, start, teacher, seed } = options;
  const record = {
    network: network.name,
    dataset: describeDataset(dataset),
    recipe,
    quantization,
    start: start && digestOf(start),
    teacher: teacher && digestOf(teacher.weights),
    seed,
    workers: options.workers ?? defaultWorkers(),
    backend: tf.getBackend(),
  };
  return JSON.parse(JSON.stringify(record)) as TrainingOptionsRecord;
}

function describeDataset({ name, shape, classes, train, validation }: Dataset): object {
  return {
    name,
    shape: shape.join('×'),
    classes: classes.length,
    trainImages: train.count,
    validationImages: validation.count,
    sha256: digest([train, validation]),
  };
}

function digest(splits: readonly Split[]): string {
  const hash = createHash('sha256');
  for (const { images, labels } of splits) hash.update(images).update(labels);
  return hash.digest('hex');
}
