/** A place on the paper, in the skeletons' units until the digit is fitted into its box. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PathPoint extends Point {
  /** Whether the pen turns sharply here. */
  readonly corner: boolean;
}

export type Path = readonly PathPoint[];

/** Reads a stroke such as `30,22 52,3! 50,98`. */
export function parseStroke(stroke: string): Path {
  return stroke.split(' ').map((word) => {
    const [x, y] = word.replace('!', '').split(',').map(Number);
    return { x, y, corner: word.endsWith('!') };
  });
}

/** Spans between two points are drawn as that many straight pieces. */
const piecesPerSpan = 6;

/** The smooth curve through a path's points, as a dense polyline: Catmull–Rom between corners. */
export function smooth(path: Path): Point[] {
  const curve: Point[] = [path[0]];
  for (let span = 0; span + 1 < path.length; span++) {
    for (let piece = 1; piece <= piecesPerSpan; piece++) {
      curve.push(pointOnSpan(path, span, piece / piecesPerSpan));
    }
  }
  return curve;
}

/** At a corner or an end the curve has no neighbour beyond, and the point itself takes its part. */
function pointOnSpan(path: Path, span: number, t: number): Point {
  const [from, to] = [path[span], path[span + 1]];
  const before = from.corner || span === 0 ? from : path[span - 1];
  const after = to.corner || span + 2 === path.length ? to : path[span + 2];
  return {
    x: catmullRom(before.x, from.x, to.x, after.x, t),
    y: catmullRom(before.y, from.y, to.y, after.y, t),
  };
}

function catmullRom(before: number, from: number, to: number, after: number, t: number): number {
  const slope = to - before;
  const curvature = 2 * before - 5 * from + 4 * to - after;
  const twist = 3 * (from - to) + after - before;
  return from + 0.5 * t * (slope + t * (curvature + t * twist));
}
