import { createRandom, type Random } from '../random.js';
import { augmentations, type Augment, type AugmentationName } from './augment/augmentations.js';
import type { Shape, Split } from './dataset.js';
import { sizeOf } from './split.js';

export interface Batch {
  /** [count, height, width, channels], (pixels − zeroPoint) / 255. */
  readonly images: Float32Array;
  readonly labels: Uint8Array;
  readonly count: number;
}

export interface BatchOptions {
  readonly batchSize: number;
  readonly seed: number;
  readonly epoch: number;
  readonly augmentation: AugmentationName;
}

/**
 * One epoch in random order, each image varied on its own. Order and variations depend on seed and
 * epoch alone, which makes resuming exact. The last batch may be smaller.
 */
export function* batches(split: Split, shape: Shape, options: BatchOptions): Generator<Batch> {
  const { batchSize, seed, epoch, augmentation } = options;
  const random = createRandom(`batches/${seed}/${epoch}`);
  const order = random
    .fork('order')
    .shuffle(Uint32Array.from({ length: split.count }, (_, i) => i));
  const varied = random.fork(augmentation);
  for (let start = 0; start < split.count; start += batchSize) {
    yield gather(split, shape, {
      indices: order.subarray(start, start + batchSize),
      augmentation,
      random: varied,
    });
  }
}

/**
 * What the network sees of each byte: looking up is several times faster than dividing.
 *
 * @returns 256 values
 */
export function pixelValues({ zeroPoint = 0 }: Pick<Split, 'zeroPoint'>): Float32Array {
  return Float32Array.from({ length: 256 }, (_, pixel) => (pixel - zeroPoint) / 255);
}

interface Gathering {
  readonly indices: Uint32Array;
  readonly augmentation: AugmentationName;
  readonly random: Random;
}

function gather(split: Split, shape: Shape, { indices, augmentation, random }: Gathering): Batch {
  const size = sizeOf(shape);
  const images = new Float32Array(indices.length * size);
  const values = pixelValues(split);
  const augment: Augment = augmentations[augmentation];
  indices.forEach((index, place) => {
    const image = images.subarray(place * size, (place + 1) * size);
    for (let at = 0; at < size; at++) image[at] = values[split.images[index * size + at]];
    augment(image, shape, random);
  });
  return {
    images,
    labels: Uint8Array.from(indices, (index) => split.labels[index]),
    count: indices.length,
  };
}
