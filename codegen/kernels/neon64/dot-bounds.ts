/** Rows of taps, less their middle, with the greatest distance of an input code from its middle. */
export interface ProductBounds {
  /** One row of `taps` entries an output channel. */
  readonly rows: readonly Int16Array[];
  readonly greatestInput: number;
}

const LANES = 8;
const GREATEST_SUM = 2 ** 15 - 1;

/**
 * Chunks of sixteen taps whose products a 16-bit lane takes before it is added to 32 bits. A chunk
 * puts two products into each lane. 0 where even these are too many: then each product is added
 * by itself, which is at most 128 · 128.
 */
export function dotStretch({ rows, greatestInput }: ProductBounds, chunks: number): number {
  const most = Math.floor(GREATEST_SUM / greatestInput);
  const lanes = rows.flatMap((row) => lanesOf(row, chunks));
  for (let stretch = chunks; stretch > 0; stretch = stretch === 1 ? 0 : Math.ceil(stretch / 2)) {
    if (lanes.every((lane) => fits(lane, stretch, most))) return stretch;
  }
  return 0;
}

/** For each lane, what the weights of its taps sum up to in each chunk, signs left out. */
function lanesOf(row: Int16Array, chunks: number): Float64Array[] {
  const lanes = Array.from({ length: LANES }, () => new Float64Array(chunks));
  row.forEach((tap, index) => {
    lanes[index % LANES][Math.floor(index / (2 * LANES))] += Math.abs(tap);
  });
  return lanes;
}

function fits(lane: Float64Array, stretch: number, most: number): boolean {
  for (let first = 0; first < lane.length; first += stretch) {
    const sum = lane.subarray(first, first + stretch).reduce((total, chunk) => total + chunk, 0);
    if (sum > most) return false;
  }
  return true;
}
