import { createRandom, type Random } from '../random.js';
import { augmentations, type AugmentationName } from './augment/augmentations.js';
import type { Shape, Split } from './dataset.js';
import { sizeOf } from './split.js';

export interface Batch {
  /** [count, height, width, channels], pixels / 255. */
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

interface Gathering {
  readonly indices: Uint32Array;
  readonly augmentation: AugmentationName;
  readonly random: Random;
}

function gather(split: Split, shape: Shape, { indices, augmentation, random }: Gathering): Batch {
  const size = sizeOf(shape);
  const images = new Float32Array(indices.length * size);
  indices.forEach((index, place) => {
    const image = images.subarray(place * size, (place + 1) * size);
    const from = index * size;
    for (let pixel = 0; pixel < size; pixel++) image[pixel] = split.images[from + pixel] / 255;
    augmentations[augmentation](image, shape, random);
  });
  return {
    images,
    labels: Uint8Array.from(indices, (index) => split.labels[index]),
    count: indices.length,
  };
}
