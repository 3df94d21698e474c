import type { Random } from '../../random.js';
import { fitBox, shiftToCentreOfMass } from './fit-box.js';
import { distort, randomHand, wobble, type Hand } from './hand.js';
import { drawLine, emptyCanvas, type Canvas } from './ink.js';
import { parseStroke, smooth, type Path, type Point } from './pen-path.js';
import { skeletons, type Skeleton } from './skeletons.js';
import { develop } from './develop.js';

/** Height and width of an image, and of the box inside it that the digit fills. */
export const side = 28;
const box = 20;

/** Writes a digit, 0 to 9: `side` × `side` bytes, 0 paper to 255 ink. */
export function drawDigit(digit: number, random: Random): Uint8Array {
  const hand = randomHand(random);
  const curves = pickSkeleton(digit, random).map((path) => write(path, hand, random));
  const fade = random.between(0.9, 1.7);
  const canvas = ink(curves, { hand, fade, random });
  return develop(canvas, shiftToCentreOfMass(canvas), random);
}

interface Way {
  readonly share: number;
  readonly paths: readonly Path[];
}

const ways: readonly (readonly Way[])[] = skeletons.map((ofDigit) => ofDigit.map(toWay));

function toWay({ share, strokes }: Skeleton): Way {
  return { share, paths: strokes.map(parseStroke) };
}

function pickSkeleton(digit: number, random: Random): readonly Path[] {
  const total = ways[digit].reduce((sum, { share }) => sum + share, 0);
  let rest = random.integer(total);
  return ways[digit].find(({ share }) => (rest -= share) < 0)!.paths;
}

function write(path: Path, hand: Hand, random: Random): readonly Point[] {
  return smooth(wobble(path, hand, random)).map((point) => distort(point, hand));
}

interface Pen {
  readonly hand: Hand;
  readonly fade: number;
  readonly random: Random;
}

/** The pen's pressure drifts by up to a third over a stroke. */
function ink(curves: readonly (readonly Point[])[], { hand, fade, random }: Pen): Canvas {
  const canvas = emptyCanvas(side);
  const fit = fitBox(curves.flat(), { radius: hand.penRadius, box, side });
  const radius = Math.max(hand.penRadius * fit.scale, 0.6);
  for (const curve of curves) {
    const radii = [radius * random.between(0.75, 1.1), radius * random.between(0.75, 1.1)] as const;
    drawLine(canvas, { points: curve.map((point) => fit.toPixels(point)), radii }, fade);
  }
  return canvas;
}
