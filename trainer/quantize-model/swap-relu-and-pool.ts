import type { Step } from './steps.js';

/**
 * Puts ReLUs before the max pools that they stand behind. The greatest of rectified values is the
 * rectified greatest value, and pooling codes is cheaper than pooling sums.
 */
export function swapReluAndPool(steps: readonly Step[]): Step[] {
  const pairs = steps.flatMap((relu) => {
    const pool = steps.find(({ name }) => name === relu.inputs[0]);
    const swaps =
      relu.kind === 'relu' && pool?.kind === 'maxPool' && readers(steps, pool.name).length === 1;
    return swaps ? [{ relu, pool }] : [];
  });
  return pairs.reduce(swap, [...steps]);
}

interface Pair {
  readonly relu: Step;
  readonly pool: Step;
}

function swap(steps: Step[], { relu, pool }: Pair): Step[] {
  return steps.map((step) => {
    if (step.name === pool.name) return { ...relu, inputs: pool.inputs };
    if (step.name === relu.name) return { ...pool, inputs: [relu.name] };
    const inputs = step.inputs.map((input) => (input === relu.name ? pool.name : input));
    return { ...step, inputs };
  });
}

function readers(steps: readonly Step[], name: string): Step[] {
  return steps.filter(({ inputs }) => inputs.includes(name));
}
