/**
 * A layer is computed in strips of output rows of about the same height. The tallest strip of those
 * whose memory stays modest; where none does, that of one row.
 *
 * @param rows of the layer's output
 * @param modest bytes of scratch
 * @param planOf the plan with a strip of so many output rows
 * @example
 * const plan = tallestStrip(height, 8192, (outputs) => withStrip(node, plan, outputs));
 */
export function tallestStrip<Plan extends { readonly scratchBytes: number }>(
  rows: number,
  modest: number,
  planOf: (outputs: number) => Plan,
): Plan {
  let best = planOf(rows);
  for (let strips = 2; strips <= rows && best.scratchBytes > modest; strips++) {
    best = planOf(Math.ceil(rows / strips));
  }
  return best;
}
