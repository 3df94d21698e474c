import { lowerBound, overlapInTime, type Block } from './liveness.js';

export interface Placement {
  readonly offsets: ReadonlyMap<Block, number>;
  readonly bytes: number;
}

/** Above this many blocks not all orders are searched. */
const SEARCH_LIMIT = 8;
/** Exchanges of two blocks that are tried to improve an order. */
const EXCHANGES = 2000;

/**
 * Gives every block an offset so that blocks alive together never overlap, trying to reach the
 * lower bound. Each order of first-fit placement gives a plan, and some order gives an optimal one
 * (the optimum's own, by ascending offset), so few blocks are searched exhaustively.
 */
export function placeBlocks(blocks: readonly Block[]): Placement {
  const bound = lowerBound(blocks);
  const [order, heuristic] = orders(blocks)
    .map((order) => [order, placeInOrder(order)] as const)
    .reduce((best, other) => (other[1].bytes < best[1].bytes ? other : best));
  if (heuristic.bytes === bound) return heuristic;
  if (blocks.length > SEARCH_LIMIT) return exchange(order, heuristic, bound);
  return search(blocks, heuristic, bound);
}

/**
 * Exchanges pairs of blocks in an order and keeps what is no worse. The pairs come from a linear
 * congruential generator (Numerical Recipes, section 7.1), so that every run gives the same plan.
 */
function exchange(start: readonly Block[], placement: Placement, bound: number): Placement {
  let order = [...start];
  let best = placement;
  let state = 1;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * order.length);
  };
  for (let turn = 0; turn < EXCHANGES && best.bytes > bound; turn++) {
    const [a, b] = [next(), next()];
    const changed = [...order];
    [changed[a], changed[b]] = [changed[b], changed[a]];
    const other = placeInOrder(changed);
    if (other.bytes > best.bytes) continue;
    order = changed;
    best = other;
  }
  return best;
}

/** Large ones first, long ones first, large areas first, and as they come. */
function orders(blocks: readonly Block[]): Block[][] {
  const duration = ({ first, last }: Block): number => last - first + 1;
  const by = (key: (block: Block) => number): Block[] =>
    [...blocks].sort((a, b) => key(b) - key(a));
  return [
    by(({ bytes }) => bytes),
    by((block) => block.bytes * duration(block)),
    by((block) => duration(block) * 1e9 + block.bytes),
    by(({ first }) => -first),
  ];
}

function placeInOrder(order: readonly Block[]): Placement {
  const offsets = new Map<Block, number>();
  for (const block of order) offsets.set(block, lowestOffset(block, offsets));
  return { offsets, bytes: extent(offsets) };
}

function extent(offsets: ReadonlyMap<Block, number>): number {
  return Math.max(0, ...[...offsets].map(([{ bytes }, offset]) => offset + bytes));
}

/** First gap between the placed blocks of the same time that is large enough. */
function lowestOffset(block: Block, placed: ReadonlyMap<Block, number>): number {
  const obstacles = [...placed]
    .filter(([other]) => overlapInTime(block, other))
    .sort(([, a], [, b]) => a - b);
  let offset = 0;
  for (const [other, start] of obstacles) {
    if (start - offset >= block.bytes) break;
    offset = Math.max(offset, start + other.bytes);
  }
  return offset;
}

/** Depth first over all orders, leaving those that cannot beat the best; stops at the bound. */
function search(blocks: readonly Block[], start: Placement, bound: number): Placement {
  let best = start;
  const visit = (placed: ReadonlyMap<Block, number>): void => {
    if (best.bytes === bound) return;
    if (placed.size === blocks.length) {
      best = { offsets: placed, bytes: extent(placed) };
      return;
    }
    for (const block of blocks.filter((candidate) => !placed.has(candidate))) {
      const offset = lowestOffset(block, placed);
      if (offset + block.bytes < best.bytes) visit(new Map(placed).set(block, offset));
    }
  };
  visit(new Map());
  return best;
}
