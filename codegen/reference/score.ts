/**
 * Counts right answers, over the representative samples and, of all, by class. Shares are 0 where
 * there are none, which proves nothing.
 *
 * @example
 * const score = new Score();
 * score.add(label, argmax(logits));
 * score.accuracy; // 1 or 0
 */
export class Score {
  readonly #right = new Map<number, number>();
  readonly #seen = new Map<number, number>();
  #representative = { right: 0, seen: 0 };

  add(label: number, answer: number, isRepresentative = true): void {
    const right = answer === label ? 1 : 0;
    increase(this.#seen, label, 1);
    increase(this.#right, label, right);
    if (isRepresentative) this.#addRepresentative({ right, seen: 1 });
  }

  /** The score over the samples of several. */
  static merge(scores: readonly Score[]): Score {
    const merged = new Score();
    for (const score of scores) {
      score.#seen.forEach((count, label) => increase(merged.#seen, label, count));
      score.#right.forEach((count, label) => increase(merged.#right, label, count));
      merged.#addRepresentative(score.#representative);
    }
    return merged;
  }

  /** Share of the representative samples answered rightly. */
  get accuracy(): number {
    const { right, seen } = this.#representative;
    return right / Math.max(1, seen);
  }

  /** Mean over the classes seen of each one's accuracy. */
  get classMeanAccuracy(): number {
    const shares = [...this.#seen].map(([label, seen]) => this.#right.get(label)! / seen);
    return shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
  }

  #addRepresentative({ right, seen }: { right: number; seen: number }): void {
    this.#representative.right += right;
    this.#representative.seen += seen;
  }
}

function increase(counts: Map<number, number>, label: number, by: number): void {
  counts.set(label, (counts.get(label) ?? 0) + by);
}
