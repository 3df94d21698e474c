import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { isQuantizerVariable } from '../layers/index.js';
import { accuraciesSchema, type Accuracies } from './accuracies.js';
import { DamagedCheckpoint, decodeCheckpoint, encodeCheckpoint } from './checkpoint-format.js';
import {
  trainedWeightsDamaged,
  trainedWeightsMissing,
  trainedWeightsOfAnotherNetwork,
} from './errors.js';
import { phases, type PhaseName } from './history.js';
import { writeAtomically } from './write-atomically.js';

const header = z.strictObject({
  network: z.string(),
  inputShape: z.array(z.int().positive()).readonly(),
  classes: z.int().positive(),
  phase: z.enum(phases),
  accuracies: accuraciesSchema,
  /** Those of the float network that it all began with. */
  float: accuraciesSchema,
});

/** What a phase of a training has come to: a starting point for other trainings, or a teacher. */
export interface TrainedWeights extends z.infer<typeof header> {
  /** The float network's variables by name, moving averages included. */
  readonly weights: readonly Float32Array[];
}

/** Where a training keeps what one of its phases has come to. */
export function trainedWeightsFile(out: string, phase: PhaseName): string {
  return path.join(out, 'checkpoint', `${phase}.ckpt`);
}

/** Counts digits as numbers, so that what TensorFlow.js named `conv2d_10` follows `conv2d_9`. */
const byName = new Intl.Collator('en', { numeric: true });

/**
 * The variables that a network and its quantized twin have in common, by name: a quantized network
 * is a float one with ranges beside it, but where paths branch its layers may come in another order.
 */
export function networkVariables(model: tf.LayersModel): tf.LayerVariable[] {
  return model.weights
    .filter((variable) => !isQuantizerVariable(variable))
    .sort((a, b) => byName.compare(a.originalName, b.originalName));
}

/** @throws SoftbitError `SB_OUTPUT_…` when the folder cannot be written or the disk is full. */
export function writeTrainedWeights(
  out: string,
  model: tf.LayersModel,
  about: { network: string; phase: PhaseName; accuracies: Accuracies; float: Accuracies },
): void {
  const [, ...inputShape] = model.inputs[0].shape;
  const classes = model.outputs[0].shape[1];
  const weights = networkVariables(model).map((variable) =>
    Float32Array.from(variable.read().dataSync()),
  );
  const parts = encodeCheckpoint({
    header: { ...about, inputShape, classes },
    arrays: { weights },
  });
  writeAtomically(trainedWeightsFile(out, about.phase), parts);
}

/**
 * Reads what a training has come to.
 *
 * @param place A training's `--out` folder, or the file of one phase, `OUT/checkpoint/float.ckpt`.
 * @param preferred The phase that counts where the folder has both.
 * @throws SoftbitError `SB_TRAINED_MISSING`, `SB_TRAINED_DAMAGED`
 */
export function readTrainedWeights(place: string, preferred: PhaseName): TrainedWeights {
  const file = findFile(place, preferred);
  try {
    const content = decodeCheckpoint(fs.readFileSync(file));
    const parsed = header.safeParse(content.header);
    if (!parsed.success) throw new DamagedCheckpoint(z.prettifyError(parsed.error));
    return { ...parsed.data, weights: content.arrays.weights };
  } catch (error) {
    if (error instanceof DamagedCheckpoint) throw trainedWeightsDamaged(file, error.message);
    throw error;
  }
}

function findFile(place: string, preferred: PhaseName): string {
  const inFolder = [preferred, ...phases].map((phase) => trainedWeightsFile(place, phase));
  const file = [place, ...inFolder].find(isFile);
  if (file === undefined) throw trainedWeightsMissing(place);
  return file;
}

function isFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

/**
 * Puts trained weights into a network, float or quantized.
 *
 * @throws SoftbitError `SB_TRAINED_NETWORK` where they were trained for another one
 */
export function applyTrainedWeights(model: tf.LayersModel, trained: TrainedWeights): void {
  const variables = networkVariables(model);
  const sizes = variables.map(({ shape }) => shape.reduce<number>((size, n) => size * (n ?? 1), 1));
  const found = trained.weights.map(({ length }) => length);
  if (sizes.join() !== found.join()) {
    throw trainedWeightsOfAnotherNetwork(model.name, trained.network);
  }
  variables.forEach((variable, index) => {
    tf.tidy(() => {
      variable.write(tf.tensor(trained.weights[index].slice(), variable.shape as number[]));
    });
  });
}

/** Tells trained weights apart. */
export function digestOf({ weights }: TrainedWeights): string {
  const hash = createHash('sha256');
  for (const array of weights) {
    hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  }
  return hash.digest('hex');
}
