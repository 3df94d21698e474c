import type { Random } from '../../random.js';
import { drawLine, type Canvas } from './ink.js';
import type { Point } from './pen-path.js';

/** Makes bytes of a canvas: clutter, shift by whole pixels, contrast, noise. */
export function develop(canvas: Canvas, shift: Point, random: Random): Uint8Array {
  if (random.next() < 0.08) drawSpeck(canvas, random);
  const contrast = random.between(0.92, 1.4);
  const noise = random.next() < 0.2 ? random.between(0, 0.05) : 0;
  return toBytes(canvas, shift, (ink) => {
    const grain = noise === 0 ? 0 : noise * random.normal();
    return ink * contrast + grain;
  });
}

/** A short dash somewhere, as of a neighbouring letter or a fold of the paper. */
function drawSpeck(canvas: Canvas, random: Random): void {
  const from = { x: random.between(3, 25), y: random.between(3, 25) };
  const to = { x: from.x + random.between(-3, 3), y: from.y + random.between(-3, 3) };
  const radius = random.between(0.2, 0.8);
  drawLine(canvas, { points: [from, to], radii: [radius, radius] }, 1);
}

function toBytes(
  { side, pixels }: Canvas,
  shift: Point,
  tone: (ink: number) => number,
): Uint8Array {
  const bytes = new Uint8Array(side * side);
  for (let i = 0; i < bytes.length; i++) {
    const [x, y] = [(i % side) - shift.x, Math.floor(i / side) - shift.y];
    const inside = x >= 0 && x < side && y >= 0 && y < side;
    const value = tone(inside ? pixels[y * side + x] : 0);
    bytes[i] = Math.round(255 * Math.min(Math.max(value, 0), 1));
  }
  return bytes;
}
