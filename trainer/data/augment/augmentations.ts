import type { Random } from '../../random.js';
import type { Shape } from '../dataset.js';
import { flip } from './flip.js';
import { randomAffine } from './random-affine.js';
import { shiftAndMaskFrames } from './shift-frames.js';
import { shift } from './shift.js';

/** Changes one image in place: height × width × channels pixels in [0, 1]. */
export type Augment = (image: Float32Array, shape: Shape, random: Random) => void;

/** Every way of varying training images; adding one is a line here. */
export const augmentations = {
  none: () => {},
  /** Digits: small rotation, scaling, shear and shift. */
  affine: randomAffine,
  /** Photographs: up to 4 pixels of shift, the border black, and a mirror image every other time. */
  'shift-flip': (image, shape, random) => {
    shift(image, shape, [random.integer(9) - 4, random.integer(9) - 4]);
    if (random.next() < 0.5) flip(image, shape);
  },
  /** Speech features, one frame a row: shifted in time and partly masked. */
  frames: shiftAndMaskFrames,
} satisfies Record<string, Augment>;

export type AugmentationName = keyof typeof augmentations;

export const augmentationNames = Object.keys(augmentations) as AugmentationName[];
