import { Score } from '../../codegen/index.js';
import type { Split } from './dataset.js';

/** Shares of samples whose class was told rightly; 0 where there are none, which proves nothing. */
export interface AnswerScore {
  /** Of all samples, or of the representative ones where the split says which. */
  readonly accuracy: number;
  /** The mean of the classes' shares, over all samples. */
  readonly classMean: number;
}

/**
 * Compares classes with a split's labels.
 *
 * @param answers Class indices for the split's samples, or for the first of them.
 * @example
 * scoreAnswers([0, 1, 1], { labels: [0, 0, 1] }); // { accuracy: 2/3, classMean: 0.75 }
 */
export function scoreAnswers(
  answers: readonly number[],
  {
    labels,
    representative = Infinity,
  }: { labels: ArrayLike<number> } & Pick<Split, 'representative'>,
): AnswerScore {
  const score = new Score();
  for (const [index, answer] of answers.entries()) {
    score.add(labels[index], answer, index < representative);
  }
  return { accuracy: score.accuracy, classMean: score.classMeanAccuracy };
}
