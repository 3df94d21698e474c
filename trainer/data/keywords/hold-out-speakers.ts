import { createHash } from 'node:crypto';

/**
 * Chooses speakers for validation, so that nobody is heard in training and in validation: in the
 * order of their names' hashes, until they have a tenth of the clips.
 *
 * @param speakers who speaks in each training clip
 * @returns the speakers to be held out
 */
export function holdOutSpeakers(speakers: readonly string[]): Set<string> {
  const counts = new Map<string, number>();
  for (const speaker of speakers) counts.set(speaker, (counts.get(speaker) ?? 0) + 1);
  const order = [...counts.keys()].map((speaker) => ({ speaker, hash: hashOf(speaker) }));
  order.sort((a, b) => (a.hash < b.hash ? -1 : 1));
  const held = new Set<string>();
  let clips = 0;
  for (const { speaker } of order) {
    if (clips * 10 >= speakers.length) break;
    held.add(speaker);
    clips += counts.get(speaker)!;
  }
  return held;
}

function hashOf(speaker: string): string {
  return createHash('sha256').update(speaker).digest('hex');
}
