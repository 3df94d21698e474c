/** Counts right answers, over all samples and by class. */
export class Score {
  readonly #right = new Map<number, number>();
  readonly #seen = new Map<number, number>();

  add(label: number, answer: number): void {
    increase(this.#seen, label, 1);
    increase(this.#right, label, answer === label ? 1 : 0);
  }

  /** The score over the samples of several. */
  static merge(scores: readonly Score[]): Score {
    const merged = new Score();
    for (const score of scores) {
      score.#seen.forEach((count, label) => increase(merged.#seen, label, count));
      score.#right.forEach((count, label) => increase(merged.#right, label, count));
    }
    return merged;
  }

  /** Share of all samples answered rightly. */
  get accuracy(): number {
    return total(this.#right) / total(this.#seen);
  }

  /** Mean over the classes seen of each one's accuracy. */
  get classMeanAccuracy(): number {
    const shares = [...this.#seen].map(([label, seen]) => this.#right.get(label)! / seen);
    return shares.reduce((sum, share) => sum + share, 0) / shares.length;
  }
}

function increase(counts: Map<number, number>, label: number, by: number): void {
  counts.set(label, (counts.get(label) ?? 0) + by);
}

function total(counts: Map<number, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
