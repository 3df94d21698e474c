import type { Random } from '../../random.js';
import type { Shape } from '../dataset.js';

const most = { degrees: 10, scaling: 0.1, shear: 0.1, shift: 2 };

/**
 * A small random rotation, scaling, shear and shift about the centre, with bilinear sampling; what
 * comes in from outside is 0.
 */
export function randomAffine(image: Float32Array, shape: Shape, random: Random): void {
  const [height, width, channels] = shape;
  const before = image.slice();
  const source = inverseMap(shape, random);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [sourceY, sourceX] = source(y, x);
      for (let channel = 0; channel < channels; channel++, at++) {
        image[at] = sample(before, shape, [sourceY, sourceX], channel);
      }
    }
  }
}

/** Where in the old image the colour of a pixel of the new one comes from. */
function inverseMap([height, width]: Shape, random: Random) {
  const vary = (bound: number): number => random.between(-bound, bound);
  const angle = (vary(most.degrees) * Math.PI) / 180;
  const scaling = 1 + vary(most.scaling);
  const [cosine, sine] = [Math.cos(angle) / scaling, Math.sin(angle) / scaling];
  const shear = vary(most.shear);
  const [centreY, centreX] = [(height - 1) / 2, (width - 1) / 2];
  const [down, right] = [vary(most.shift), vary(most.shift)];
  return (y: number, x: number): [number, number] => {
    const fromX = x - centreX - right;
    const fromY = y - centreY - down;
    return [
      cosine * fromY - sine * fromX + centreY,
      cosine * fromX + (sine + shear) * fromY + centreX,
    ];
  };
}

function sample(
  image: Float32Array,
  [height, width, channels]: Shape,
  [y, x]: readonly [number, number],
  channel: number,
): number {
  const [top, left] = [Math.floor(y), Math.floor(x)];
  if (top < 0 || left < 0 || top > height - 2 || left > width - 2) return 0;
  const [down, right] = [y - top, x - left];
  const at = (top * width + left) * channels + channel;
  const below = at + width * channels;
  return (
    (image[at] * (1 - right) + image[at + channels] * right) * (1 - down) +
    (image[below] * (1 - right) + image[below + channels] * right) * down
  );
}
