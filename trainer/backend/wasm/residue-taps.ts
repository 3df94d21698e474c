/** One axis of a convolution with a stride. */
interface StridedAxis {
  readonly stride: number;
  /** Taps of the filter. */
  readonly taps: number;
  /** Padding in front. */
  readonly before: number;
}

/** How the gradient for the input reads along one axis. */
export interface ResidueTaps {
  /** Taps of a convolution over the output's gradient. */
  readonly length: number;
  /** Padding in front of it. */
  readonly padding: number;
  /** By residue, then by tap: which tap of the filter stands there, or −1 for none. */
  readonly tapOf: readonly (readonly number[])[];
}

/**
 * The input's places i = s·q + r of one residue r modulo the stride s see only every s-th tap k of
 * the filter, those with k = ρ + s·m where ρ = (r + before) mod s:
 *
 *     dx[s·q + r] = Σ over m of dy[q + ⌊(r + before) / s⌋ − m] · w[ρ + s·m]
 *
 * which for each r is a convolution without a stride. This aligns those of all residues.
 */
export function residueTaps({ stride, taps, before }: StridedAxis): ResidueTaps {
  const shift = (residue: number): number => Math.floor((residue + before) / stride);
  const padding = Math.ceil(taps / stride) - 1 - shift(0);
  const length = shift(stride - 1) + padding + 1;
  const tapOf = Array.from({ length: stride }, (_, residue) =>
    Array.from({ length }, (__, place) => {
      const m = shift(residue) + padding - place;
      const tap = ((residue + before) % stride) + stride * m;
      return m >= 0 && tap < taps ? tap : -1;
    }),
  );
  return { length, padding, tapOf };
}
