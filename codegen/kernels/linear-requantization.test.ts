import test from 'ava';
import {
  findTensor,
  type CodeTensor,
  type Conv2DNode,
  type DenseNode,
  type Model,
} from '../model/graph.js';
import { requantize } from '../ops/requantize.js';
import { randomModel } from '../testing/random-model.js';
import { channelRanges } from './channel-steps.js';
import type { KernelContext } from './kernel.js';
import { linearRequantization, type LinearRequantization } from './linear-requantization.js';

type Layer = readonly [node: Conv2DNode | DenseNode, context: KernelContext];

const limits = [2 ** 15 - 1, 2 ** 31 - 1];

for (const greatestMultiplier of limits) {
  test(`a form with multipliers up to ${greatestMultiplier} equals the model's for every accumulator`, (t) => {
    let found = 0;
    for (const [node, context] of randomLayers(160)) {
      const linear = linearRequantization(node, context, { greatestMultiplier });
      if (!linear) continue;
      found++;
      t.is(firstDifference(node, context, linear), undefined, `${node.name} ${node.inputs[0]}`);
      t.true(linear.multipliers.every((value) => value >= 0 && value <= greatestMultiplier));
    }
    t.true(found >= 20, `${found} layers have one`);
  });
}

test('thresholds at even distances have a form', (t) => {
  for (const [least, distance] of [
    [-40, 17.3],
    [-300, 143.7],
    [3, 1.4],
    [-5, 1],
  ]) {
    const [node, context] = denseLayer([1, 2, 3].map((step) => Math.ceil(least + step * distance)));
    const linear = linearRequantization(node, context, { greatestMultiplier: 2 ** 15 - 1 });
    t.not(linear, undefined, `distance ${distance}`);
    t.is(firstDifference(node, context, linear!), undefined);
  }
});

test('thresholds at uneven distances have none', (t) => {
  const [node, context] = denseLayer([0, 10, 100]);
  t.is(linearRequantization(node, context, { greatestMultiplier: 2 ** 31 - 1 }), undefined);
});

test('a 32-bit output has none', (t) => {
  const [node, context] = denseLayer([0, 10, 20]);
  const output = { type: 'int32', name: 'out', shape: [1, 1, 1], scale: 1 } as const;
  const limit = { greatestMultiplier: 2 ** 31 - 1 };
  t.is(linearRequantization(node, { ...context, output }, limit), undefined);
});

/** One channel of 400 two-bit weights, all of the greatest code. */
function denseLayer(thresholds: number[]): Layer {
  const count = 400;
  const input: CodeTensor = { ...code(2), name: 'in', shape: [1, 1, count] };
  const output: CodeTensor = { ...code(2), name: 'out', shape: [1, 1, 1] };
  const codes = Uint8Array.from({ length: count }, (_, index) => index % 4);
  const node: DenseNode = {
    op: 'dense',
    name: 'dense',
    inputs: ['in'],
    output: 'out',
    weights: { bits: 2, step: 2, lowest: -3, shape: [1, 1, 1, count], codes },
    accumulator: { min: 0, max: 0 },
    requantize: { kind: 'thresholds', thresholds: Int32Array.from(thresholds) },
  };
  return [node, { inputs: [input], output, features: [], core: 'host' }];
}

function code(bits: number) {
  return { type: 'codes', bits, zeroPoint: 0, scale: 1 } as const;
}

function randomLayers(count: number): Layer[] {
  const narrow = { activationBits: [1, 2, 3, 4], weightBits: [1, 2, 4] };
  return Array.from({ length: count }, (_, seed) => randomModel(seed, narrow)).flatMap(layersOf);
}

function layersOf(model: Model): Layer[] {
  return model.nodes.flatMap((node): Layer[] => {
    if (node.op !== 'conv2d' && node.op !== 'dense') return [];
    const inputs = node.inputs.map((name) => findTensor(model, name) as CodeTensor);
    const output = findTensor(model, node.output);
    return [[node, { inputs, output, features: [], core: 'host' }]];
  });
}

function firstDifference(
  node: Conv2DNode | DenseNode,
  { inputs: [input, residual], output }: KernelContext,
  { shift, multipliers, residualMultipliers, biases }: LinearRequantization,
): string | undefined {
  const greatest = 2 ** (output as CodeTensor).bits - 1;
  for (const [channel, range] of channelRanges(node, input).entries()) {
    for (let side = 0; side < (residual ? 2 ** residual.bits : 1); side++) {
      const skip = Math.max(1, Math.floor((range.greatest - range.least) / 3000));
      for (let a = range.least; a <= range.greatest; a += skip) {
        const sum = a * multipliers[channel] + side * (residualMultipliers?.[channel] ?? 0);
        const value = sum + biases[channel];
        if (Math.abs(value) > 2 ** 31 - 1) return `channel ${channel}, ${a}: beyond 32 bits`;
        const actual = Math.min(Math.max(value >> shift, 0), greatest);
        const less = residual ? side - residual.zeroPoint : 0;
        const wanted = requantize(node.requantize, channel, a, less, output);
        if (actual !== wanted) return `channel ${channel}, ${a}, ${side}: ${actual} not ${wanted}`;
      }
    }
  }
  return undefined;
}
