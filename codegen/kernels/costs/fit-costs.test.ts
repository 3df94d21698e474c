import test from 'ava';
import { fitCosts, type CostSample } from './fit-costs.js';

/** Layers of three shapes and two widths. */
const shapes = [
  { macs: 2304, outputs: 16, inputs: 256, weights: 144 },
  { macs: 100_000, outputs: 1000, inputs: 900, weights: 2304 },
  { macs: 2_000_000, outputs: 16_384, inputs: 16_384, weights: 2304 },
  { macs: 5000, outputs: 10, inputs: 500, weights: 5000 },
  { macs: 72_000, outputs: 8000, inputs: 8000, weights: 576 },
];

function samplesOf(cost: (shape: (typeof shapes)[number]) => number): CostSample[] {
  return shapes.map((shape) => ({
    terms: { ...shape, estimate: shape.macs / 3, constant: 1 },
    measured: cost(shape),
  }));
}

test('Coefficients of an exact sum are found, and costs of all sizes are met alike.', (t) => {
  const cost = ({ macs, outputs }: (typeof shapes)[number]): number =>
    0.5 * macs + 12 * outputs + 300;
  const fitted = fitCosts(samplesOf(cost));
  for (const { terms, measured } of samplesOf(cost)) {
    const sum = Object.entries(fitted).reduce(
      (total, [name, value]) => total + value * terms[name as keyof typeof terms],
      0,
    );
    t.true(Math.abs(sum / measured - 1) < 0.01, `${sum} for ${measured}`);
  }
});

test('No coefficient is negative, whatever was measured.', (t) => {
  const fitted = fitCosts(samplesOf(({ macs, outputs }) => Math.max(macs - 100 * outputs, 50)));
  t.true(Object.values(fitted).every((value) => value > 0));
});

test('The same samples give the same coefficients.', (t) => {
  const samples = samplesOf(({ macs, weights }) => 2 * macs + 3 * weights);
  t.deepEqual(fitCosts(samples), fitCosts(samples));
});
