export interface Split {
  images: Uint8Array;
  labels: Uint8Array;
  count: number;
}
export interface Dataset {
  name: string;
  shape: [number, number, number];
  classes: number;
  train: Split;
  validation: Split;
  test: Split;
}
export interface Batch {
  images: Float32Array;
  labels: Uint8Array;
  count: number;
}
export type Augmentation = string;
export function* batches(
  split: Split,
  shape: readonly number[],
  o: { batchSize: number; seed: number; epoch: number; augmentation: string },
): Generator<Batch> {
  const size = shape.reduce((a, b) => a * b);
  const order = Array.from({ length: split.count }, (_, i) => i);
  let s = (o.seed * 7919 + o.epoch * 104729 + 1) >>> 0;
  const rnd = () => (s = (Math.imul(s, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(rnd() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  for (let k = 0; k < order.length; k += o.batchSize) {
    const idx = order.slice(k, k + o.batchSize);
    const images = new Float32Array(idx.length * size);
    idx.forEach((n, r) => {
      for (let p = 0; p < size; p++) images[r * size + p] = split.images[n * size + p] / 255;
    });
    yield { images, labels: Uint8Array.from(idx, (n) => split.labels[n]), count: idx.length };
  }
}
