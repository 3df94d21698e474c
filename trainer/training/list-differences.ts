/**
 * Names every leaf in which two JSON values differ, with both values, by its dotted path: words
 * for a user who has to find out which option was changed.
 *
 * @example
 * listDifferences({ seed: 1, recipe: { epochs: 3 } }, { seed: 2, recipe: { epochs: 3 } });
 * // ['seed was 1 and is 2']
 */
export function listDifferences(before: unknown, now: unknown): string[] {
  const left = leaves(before);
  const right = leaves(now);
  const names = [...new Set([...left.keys(), ...right.keys()])];
  return names
    .filter((name) => left.get(name) !== right.get(name))
    .map(
      (name) => `${name} was ${left.get(name) ?? 'absent'} and is ${right.get(name) ?? 'absent'}`,
    );
}

function leaves(value: unknown, name = ''): Map<string, string> {
  if (typeof value !== 'object' || value === null) return new Map([[name, JSON.stringify(value)]]);
  const prefix = name === '' ? '' : `${name}.`;
  const entries = Object.entries(value).filter(([, child]) => child !== undefined);
  return new Map(entries.flatMap(([key, child]) => [...leaves(child, `${prefix}${key}`)]));
}
