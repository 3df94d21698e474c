import type { Random } from '../../random.js';
import type { Shape } from '../dataset.js';

const most = { degrees: 10, scaling: 0.1, shear: 0.1, shift: 2 };

/**
 * A small random rotation, scaling, shear and shift about the centre, with bilinear sampling; what
 * comes in from outside is 0.
 */
export function randomAffine(image: Float32Array, shape: Shape, random: Random): void {
  const [height, width, channels] = shape;
  const source: Source = { image: image.slice(), height, width, channels };
  const map = randomMap(shape, random);
  for (let y = 0, at = 0; y < height; y++) {
    const fromY = y - map.centreY - map.down;
    for (let x = 0; x < width; x++, at += channels) {
      const fromX = x - map.centreX - map.right;
      const sourceY = map.cosine * fromY - map.sine * fromX + map.centreY;
      const sourceX = map.cosine * fromX + map.shearedSine * fromY + map.centreX;
      sample(source, sourceY, sourceX, image, at);
    }
  }
}

/** Tells where in the old image the colour of a pixel of the new one comes from. */
interface InverseMap {
  readonly cosine: number;
  readonly sine: number;
  readonly shearedSine: number;
  readonly centreY: number;
  readonly centreX: number;
  readonly down: number;
  readonly right: number;
}

function randomMap([height, width]: Shape, random: Random): InverseMap {
  const vary = (bound: number): number => random.between(-bound, bound);
  const angle = (vary(most.degrees) * Math.PI) / 180;
  const scaling = 1 + vary(most.scaling);
  const [cosine, sine] = [Math.cos(angle) / scaling, Math.sin(angle) / scaling];
  return {
    cosine,
    sine,
    shearedSine: sine + vary(most.shear),
    centreY: (height - 1) / 2,
    centreX: (width - 1) / 2,
    down: vary(most.shift),
    right: vary(most.shift),
  };
}

interface Source {
  readonly image: Float32Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Writes every channel of one pixel; this runs for each, so it allocates nothing. */
function sample(source: Source, y: number, x: number, to: Float32Array, at: number): void {
  const { image, height, width, channels } = source;
  const top = Math.floor(y);
  const left = Math.floor(x);
  const inside = top >= 0 && left >= 0 && top <= height - 2 && left <= width - 2;
  const corner = (top * width + left) * channels;
  for (let channel = 0; channel < channels; channel++) {
    to[at + channel] = inside ? blend(image, corner + channel, source, y - top, x - left) : 0;
  }
}

function blend(
  image: Float32Array,
  at: number,
  { width, channels }: Source,
  down: number,
  right: number,
): number {
  const below = at + width * channels;
  return (
    (image[at] * (1 - right) + image[at + channels] * right) * (1 - down) +
    (image[below] * (1 - right) + image[below + channels] * right) * down
  );
}
