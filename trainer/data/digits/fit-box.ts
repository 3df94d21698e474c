import type { Canvas } from './ink.js';
import type { Point } from './pen-path.js';

/** Maps skeleton units to pixels. */
export interface Fit {
  /** Pixels per skeleton unit. */
  readonly scale: number;
  toPixels(point: Point): Point;
}

/**
 * The map that makes ink of a given radius around the points just fill a box of `box` pixels, its
 * longer side that is, in the middle of a canvas of `side` pixels. MNIST was normalised so.
 */
export function fitBox(
  points: readonly Point[],
  { radius, box, side }: { radius: number; box: number; side: number },
): Fit {
  const [left, right] = extent(points.map(({ x }) => x));
  const [top, bottom] = extent(points.map(({ y }) => y));
  const scale = box / (Math.max(right - left, bottom - top) + 2 * radius);
  return {
    scale,
    toPixels: ({ x, y }) => ({
      x: side / 2 + (x - (left + right) / 2) * scale,
      y: side / 2 + (y - (top + bottom) / 2) * scale,
    }),
  };
}

function extent(values: readonly number[]): [low: number, high: number] {
  return [Math.min(...values), Math.max(...values)];
}

/** By how many whole pixels the canvas must be shifted to have its centre of mass in the middle. */
export function shiftToCentreOfMass({ side, pixels }: Canvas): Point {
  let [mass, momentX, momentY] = [0, 0, 0];
  pixels.forEach((ink, i) => {
    mass += ink;
    momentX += ink * ((i % side) + 0.5);
    momentY += ink * (Math.floor(i / side) + 0.5);
  });
  return { x: Math.round(side / 2 - momentX / mass), y: Math.round(side / 2 - momentY / mass) };
}
