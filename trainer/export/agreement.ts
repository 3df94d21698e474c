import { setImmediate } from 'node:timers/promises';
import type * as tf from '@tensorflow/tfjs';
import {
  argmax,
  elementCount,
  findTensor,
  runModel,
  runNode,
  type GraphNode,
  type Model,
  type Values,
} from '../../codegen/index.js';
import { scoreAnswers } from '../data/index.js';
import { compareValues, type Comparison } from './compare-values.js';
import { observer, type Observation } from './probe-model.js';

export interface AgreementOptions {
  /** The fake-quantized model. */
  readonly model: tf.LayersModel;
  /** Its integer form, from `exportModel`. */
  readonly exported: Model;
  readonly images: {
    /** [count, height, width, channels], 8-bit pixels. */
    readonly images: Uint8Array;
    readonly labels: ArrayLike<number>;
    readonly count: number;
    /** The first so many count for accuracy; default all. */
    readonly representative?: number | undefined;
  };
  /** Compare so many images, the first ones; default all. */
  readonly samples?: number | undefined;
  /** Called after each batch with the images compared so far. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Stops between two batches. */
  readonly signal?: AbortSignal | undefined;
}

export interface LayerAgreement extends Comparison {
  readonly node: string;
  readonly output: string;
}

/** How well the trainer's forward pass and the integer reference agree. */
export interface Agreement {
  readonly samples: number;
  /** Layer by layer: the reference's node on the codes that the trainer itself had there. */
  readonly layers: readonly LayerAgreement[];
  /** Sums over the layers. */
  readonly values: number;
  readonly ties: number;
  readonly mismatches: number;
  /** Images of which both read the same class, each running from pixels to logits by itself. */
  readonly sameClass: number;
  readonly accuracy: { readonly trainer: number; readonly reference: number };
  /** The same as means over the classes. */
  readonly classMeanAccuracy: { readonly trainer: number; readonly reference: number };
}

const batchSize = 16;

/**
 * Compares the trainer's fake-quantized forward with the integer reference. A code that differs is
 * a *float tie* where the trainer's value stood so close to a decision threshold that 32-bit
 * rounding error decides, and else a mismatch; there must be none of these.
 *
 * @example
 * const agreement = await measureAgreement({ model: twin, exported, images: dataset.test });
 * console.error(formatAgreement(agreement));
 */
export async function measureAgreement(options: AgreementOptions): Promise<Agreement> {
  const { model, exported, images, onProgress, signal } = options;
  const samples = Math.min(options.samples ?? images.count, images.count);
  const size = elementCount(findTensor(exported, exported.input.tensor).shape);
  const observe = observer(model, exported);
  const tally = startTally(exported);
  for (let start = 0; start < samples; start += batchSize) {
    const end = Math.min(start + batchSize, samples);
    const pixels = images.images.subarray(start * size, end * size);
    for (const observed of observe(pixels, end - start)) tally.count(observed);
    onProgress?.(end, samples);
    // A turn of the event loop, without which no Ctrl-C would be heard.
    await setImmediate();
    signal?.throwIfAborted();
  }
  return tally.result(images);
}

interface Tally {
  count(observed: ReadonlyMap<string, Observation>): void;
  result(images: AgreementOptions['images']): Agreement;
}

function startTally(exported: Model): Tally {
  const layers = exported.nodes.map(emptyLayer);
  const trainer: number[] = [];
  const reference: number[] = [];
  return {
    count(observed) {
      reference.push(argmax(compareSample(exported, observed, layers)));
      trainer.push(greatestPosition(observed.get(exported.output)!));
    },
    result(images) {
      const sum = (key: 'values' | 'ties' | 'mismatches') =>
        layers.reduce((total, layer) => total + layer[key], 0);
      const sums = { values: sum('values'), ties: sum('ties'), mismatches: sum('mismatches') };
      return {
        samples: trainer.length,
        layers,
        ...sums,
        sameClass: trainer.filter((answer, index) => answer === reference[index]).length,
        ...accuraciesOf({ trainer, reference }, images),
      };
    },
  };
}

function accuraciesOf(
  answers: Readonly<Record<'trainer' | 'reference', readonly number[]>>,
  images: AgreementOptions['images'],
): Pick<Agreement, 'accuracy' | 'classMeanAccuracy'> {
  const trainer = scoreAnswers(answers.trainer, images);
  const reference = scoreAnswers(answers.reference, images);
  return {
    accuracy: { trainer: trainer.accuracy, reference: reference.accuracy },
    classMeanAccuracy: { trainer: trainer.classMean, reference: reference.classMean },
  };
}

type LayerTally = { -readonly [Key in keyof LayerAgreement]: LayerAgreement[Key] };

function emptyLayer({ name, output }: GraphNode): LayerTally {
  return { node: name, output, values: 0, equal: 0, ties: 0, mismatches: 0, farthestTie: 0 };
}

/**
 * Adds one sample to the layers' counts.
 *
 * @returns the reference's own output from the pixels on. Where no layer's codes differ, it is what
 * the last node has just given, and need not be run for.
 */
function compareSample(
  exported: Model,
  observed: ReadonlyMap<string, Observation>,
  layers: readonly LayerTally[],
): Values {
  const inputs = new Map([...observed].map(([name, { values }]) => [name, values]));
  let output: Values = new Int32Array(0);
  let differs = false;
  exported.nodes.forEach((node, index) => {
    output = runNode(exported, node, inputs);
    const tensor = findTensor(exported, node.output);
    const comparison = compareValues(tensor, observed.get(node.output)!, output);
    differs ||= tensor.type === 'codes' && comparison.equal < comparison.values;
    addComparison(layers[index], comparison);
  });
  if (!differs) return output;
  return runModel(exported, Uint8Array.from(inputs.get(exported.input.tensor)!)).get(
    exported.output,
  )!;
}

function addComparison(layer: LayerTally, comparison: Comparison): void {
  layer.values += comparison.values;
  layer.equal += comparison.equal;
  layer.ties += comparison.ties;
  layer.mismatches += comparison.mismatches;
  layer.farthestTie = Math.max(layer.farthestTie, comparison.farthestTie);
}

function greatestPosition({ positions }: Observation): number {
  return positions.reduce((best, value, index) => (value > positions[best] ? index : best), 0);
}
