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
    if (o.augmentation === 'affine') warp(images, shape, rnd);
    yield { images, labels: Uint8Array.from(idx, (n) => split.labels[n]), count: idx.length };
  }
}

function warp(images: Float32Array, shape: readonly number[], rnd: () => number): void {
  const [h, w] = shape;
  const size = h * w;
  const out = new Float32Array(size);
  for (let n = 0; n < images.length / size; n++) {
    const im = images.subarray(n * size, (n + 1) * size);
    const u = () => 2 * rnd() - 1;
    const a = (u() * 10 * Math.PI) / 180;
    const sc = 1 + 0.1 * u();
    const sh = 0.1 * u();
    const dx = 2 * u();
    const dy = 2 * u();
    const c = Math.cos(a) / sc;
    const s = Math.sin(a) / sc;
    const cx = (w - 1) / 2;
    const cy = (h - 1) / 2;
    for (let y = 0; y < h; y++) {
      for (let x = 0; x < w; x++) {
        const X = x - cx - dx;
        const Y = y - cy - dy;
        const sx = c * X + (s + sh) * Y + cx;
        const sy = -s * X + c * Y + cy;
        const x0 = Math.floor(sx);
        const y0 = Math.floor(sy);
        const fx = sx - x0;
        const fy = sy - y0;
        let v = 0;
        if (x0 >= 0 && y0 >= 0 && x0 < w - 1 && y0 < h - 1) {
          const i = y0 * w + x0;
          v =
            (im[i] * (1 - fx) + im[i + 1] * fx) * (1 - fy) +
            (im[i + w] * (1 - fx) + im[i + w + 1] * fx) * fy;
        }
        out[y * w + x] = v;
      }
    }
    im.set(out);
  }
}
