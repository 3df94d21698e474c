import type * as tf from '@tensorflow/tfjs';
import type { Split } from '../data/index.js';
import { answersOf } from '../training/evaluate.js';

/** `counts[truth][answer]` over the images of a split. */
export async function confusionMatrix(
  model: tf.LayersModel,
  split: Split,
  classes: number,
  signal?: AbortSignal,
): Promise<number[][]> {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  const answers = await answersOf(model, split, signal);
  answers.forEach((answer, index) => counts[split.labels[index]][answer]++);
  return counts;
}
