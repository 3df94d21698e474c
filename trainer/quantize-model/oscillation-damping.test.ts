import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { selectBackend } from '../backend/index.js';
import { WeightedLayer } from '../layers/index.js';
import { readUppers } from '../quantizer/index.js';
import { buildNetwork } from '../networks/index.js';
import { dampingPenalty } from './oscillation-damping.js';
import { quantizeModel } from './quantize-model.js';

test.before(async () => {
  await selectBackend();
});

/** Σ (ŵ − w)² over the weights inside their range, with the slope 2 (w − ŵ) for each. */
function expectedOf(layer: WeightedLayer): { sum: number; slopes: number[] } {
  const kernel = layer.kernelValues().dataSync();
  const levels = layer.quantizedKernel().dataSync();
  const uppers = readUppers(layer.quantizer);
  const slopes = [...kernel].map((value, i) => {
    const inside = Math.abs(value) <= uppers[i % uppers.length];
    return inside ? 2 * (value - levels[i]) : 0;
  });
  return { sum: slopes.reduce((sum, slope) => sum + slope ** 2 / 4, 0), slopes };
}

test('damping adds up how far weights are from their levels, and draws them there', (t) => {
  tf.tidy(() => {
    const spec = { weights: { bits: 2 }, activations: { bits: 2 } };
    const model = quantizeModel(buildNetwork('lenet5', { seed: 3 }), spec);
    const layers = model.layers.filter((layer) => layer instanceof WeightedLayer);
    const kernels = layers.map((layer) => layer.kernelValues() as tf.Variable);
    const { value, grads } = tf.variableGrads(() => dampingPenalty(model), kernels);
    const expected = layers.map(expectedOf);
    const total = expected.reduce((sum, layer) => sum + layer.sum, 0);
    t.true(total > 0 && Math.abs(value.dataSync()[0] / total - 1) < 1e-4, `${total}`);
    for (const [index, { slopes }] of expected.entries()) {
      const found = grads[kernels[index].name].dataSync();
      t.true(slopes.every((slope, i) => Math.abs(slope - found[i]) < 1e-5));
      t.true(slopes.some((slope) => slope !== 0));
    }
  });
});
