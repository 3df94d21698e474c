import type { Point } from './pen-path.js';

/** A dense polyline in pixels. */
export interface InkLine {
  readonly points: readonly Point[];
  /** Half the width of the pen at the start and at the end, in pixels. */
  readonly radii: readonly [start: number, end: number];
}

/** A canvas of darkness, 0 paper to 1 ink, `side` × `side`, row-major. */
export interface Canvas {
  readonly side: number;
  readonly pixels: Float32Array;
}

export function emptyCanvas(side: number): Canvas {
  return { side, pixels: new Float32Array(side * side) };
}

/**
 * Draws a line with round ends, anti-aliased: ink fades out around the pen's radius.
 *
 * @param fade Width of the fading edge in pixels.
 */
export function drawLine(canvas: Canvas, { points, radii }: InkLine, fade: number): void {
  const pieces = points.length - 1;
  for (let i = 0; i < pieces; i++) {
    const radius = radii[0] + (radii[1] - radii[0]) * (i / pieces);
    drawPiece(canvas, points[i], points[i + 1], radius, fade);
  }
}

/** Pixels further from the piece than radius and half the fade are not looked at. */
function drawPiece(canvas: Canvas, from: Point, to: Point, radius: number, fade: number): void {
  const { side, pixels } = canvas;
  const reach = radius + fade / 2;
  const [left, right] = pixelRange(from.x, to.x, reach, side);
  const [top, bottom] = pixelRange(from.y, to.y, reach, side);
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const distance = distanceToPiece(x + 0.5, y + 0.5, from, to);
      const ink = Math.min((reach - distance) / fade, 1);
      if (ink > pixels[y * side + x]) pixels[y * side + x] = ink;
    }
  }
}

function pixelRange(a: number, b: number, reach: number, side: number): [number, number] {
  const first = Math.floor(Math.min(a, b) - reach);
  const last = Math.floor(Math.max(a, b) + reach);
  return [Math.max(first, 0), Math.min(last, side - 1)];
}

function distanceToPiece(x: number, y: number, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const square = dx * dx + dy * dy;
  const along = square === 0 ? 0 : ((x - from.x) * dx + (y - from.y) * dy) / square;
  const t = Math.min(Math.max(along, 0), 1);
  const [gapX, gapY] = [x - from.x - t * dx, y - from.y - t * dy];
  return Math.sqrt(gapX * gapX + gapY * gapY);
}
