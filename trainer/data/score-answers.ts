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
  { labels, representative }: { labels: ArrayLike<number> } & Pick<Split, 'representative'>,
): AnswerScore {
  const isRight = answers.map((answer, index) => answer === labels[index]);
  const classes = [...new Set(answers.map((_, index) => labels[index]))];
  const shares = classes.map((label) => shareOf(isRight.filter((_, i) => labels[i] === label)));
  return {
    accuracy: shareOf(isRight.slice(0, representative)),
    classMean: shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length),
  };
}

function shareOf(isRight: readonly boolean[]): number {
  return isRight.filter(Boolean).length / Math.max(1, isRight.length);
}
