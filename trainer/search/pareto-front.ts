/**
 * Those that no other one beats in both the resource and the divergence, the cheapest first.
 *
 * @example
 * paretoFront([{ flash: 1, divergence: 2 }, { flash: 2, divergence: 3 }], 'flash'); // the first alone
 */
export function paretoFront<
  Resource extends string,
  Point extends Readonly<Record<Resource, number>> & { readonly divergence: number },
>(points: readonly Point[], resource: Resource): Point[] {
  const ordered = [...points].sort(
    (a, b) => a[resource] - b[resource] || a.divergence - b.divergence,
  );
  let best = Infinity;
  return ordered.filter(({ divergence }) => {
    const isBetter = divergence < best;
    best = Math.min(best, divergence);
    return isBetter;
  });
}
