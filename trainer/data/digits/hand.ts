import type { Random } from '../../random.js';
import type { Path, PathPoint, Point } from './pen-path.js';

/** How one digit is written: everything about it that is not its skeleton. */
export interface Hand {
  /** Standard deviation of every skeleton point's displacement, in skeleton units. */
  readonly wobble: number;
  /** Width against height. */
  readonly aspect: number;
  /** Horizontal shift per height; positive leans to the right. */
  readonly slant: number;
  /** Tangent of half the angle of rotation: sine and cosine follow from it by exact arithmetic. */
  readonly halfTurn: number;
  /** Displacements of the knots of the elastic field, in skeleton units. */
  readonly field: readonly Point[];
  /** Half the width of the pen, in skeleton units. */
  readonly penRadius: number;
}

/** Knots of the elastic field along each side of the skeletons' box. */
const knots = 4;

const centre = 50;

/**
 * The spreads were tuned on contact sheets beside MNIST's and on what a network misread among its
 * training images; the figure in `digits.ts` is from the test images, which tuning never saw.
 */
export function randomHand(random: Random): Hand {
  const elasticity = random.between(1, 8);
  return {
    wobble: random.between(1, 6),
    aspect: 0.6 + 0.55 * (random.next() + random.next()),
    slant: 0.15 + 0.22 * random.normal(),
    halfTurn: 0.06 * random.normal(),
    field: Array.from({ length: knots * knots }, () => randomPoint(random, elasticity)),
    penRadius: 3.5 + 13 * random.next() * random.next() + random.between(0, 2),
  };
}

function randomPoint(random: Random, spread: number): Point {
  return { x: spread * random.normal(), y: spread * random.normal() };
}

/** Displaces the points that the pen aims at. */
export function wobble(path: Path, { wobble }: Hand, random: Random): Path {
  return path.map((point): PathPoint => {
    const { x, y } = randomPoint(random, wobble);
    return { x: point.x + x, y: point.y + y, corner: point.corner };
  });
}

/** Where a point of the drawn curve comes to lie: elastic field, aspect, slant, rotation. */
export function distort(point: Point, hand: Hand): Point {
  const shift = fieldAt(point, hand.field);
  const y = point.y + shift.y - centre;
  const x = (point.x + shift.x - centre) * hand.aspect - y * hand.slant;
  const square = hand.halfTurn * hand.halfTurn;
  const cosine = (1 - square) / (1 + square);
  const sine = (2 * hand.halfTurn) / (1 + square);
  return { x: x * cosine - y * sine, y: x * sine + y * cosine };
}

/** The field between its knots, with smooth-step weights so that strokes get no kinks. */
function fieldAt({ x, y }: Point, field: readonly Point[]): Point {
  const [column, right] = cell(x);
  const [row, below] = cell(y);
  const first = row * knots + column;
  const mix = (axis: 'x' | 'y') => {
    const above = blend(field[first][axis], field[first + 1][axis], right);
    const under = blend(field[first + knots][axis], field[first + knots + 1][axis], right);
    return blend(above, under, below);
  };
  return { x: mix('x'), y: mix('y') };
}

function cell(coordinate: number): [index: number, weight: number] {
  const position = (Math.min(Math.max(coordinate, 0), 100) / 100) * (knots - 1);
  const index = Math.min(Math.floor(position), knots - 2);
  const t = position - index;
  return [index, t * t * (3 - 2 * t)];
}

function blend(from: number, to: number, weight: number): number {
  return from + (to - from) * weight;
}
