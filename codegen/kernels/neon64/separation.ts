/** `name` = the even (1) or odd (2) bytes of the vectors a and b. */
export interface SeparationStep {
  readonly name: string;
  readonly half: 1 | 2;
  readonly a: string;
  readonly b: string;
}

export interface Separation {
  readonly steps: readonly SeparationStep[];
  /** The vector of each byte of the groups. */
  readonly bytes: readonly { readonly byte: number; readonly name: string }[];
}

/**
 * Sixteen groups of so many bytes, one after the other in vectors `vector0`, `vector1`, …: steps that
 * bring each byte of the groups into a vector of its own.
 *
 * @param bytes of a group, a power of two; the number of vectors, too
 */
export function separation(bytes: number): Separation {
  const steps: SeparationStep[] = [];
  const separate = (vectors: readonly string[], places: readonly number[]): Separation['bytes'] => {
    if (vectors.length === 1) return [{ byte: places[0], name: vectors[0] }];
    return ([1, 2] as const).flatMap((half) => {
      const halves = halve(vectors, half, steps);
      return separate(
        halves,
        places.filter((_, index) => index % 2 === half - 1),
      );
    });
  };
  const places = Array.from({ length: bytes }, (_, byte) => byte);
  const named = separate(
    places.map((index) => `vector${index}`),
    places,
  );
  return { steps, bytes: named.toSorted((a, b) => a.byte - b.byte) };
}

function halve(vectors: readonly string[], half: 1 | 2, steps: SeparationStep[]): string[] {
  return Array.from({ length: vectors.length / 2 }, (_, pair) => {
    const name = `part${steps.length}`;
    steps.push({ name, half, a: vectors[2 * pair], b: vectors[2 * pair + 1] });
    return name;
  });
}
