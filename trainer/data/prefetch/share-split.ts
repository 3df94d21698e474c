import type { Split } from '../dataset.js';

const shared = new WeakMap<Split, Split>();

/** The same images in memory that threads have in common, copied once for each split. */
export function shareSplit(split: Split): Split {
  const found = shared.get(split);
  if (found) return found;
  const copy = { ...split, images: share(split.images), labels: share(split.labels) };
  shared.set(split, copy);
  return copy;
}

function share(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}
