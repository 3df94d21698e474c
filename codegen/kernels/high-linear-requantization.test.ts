import test from 'ava';
import { findTensor, type CodeTensor, type Conv2DNode, type Model } from '../model/graph.js';
import { benchLayer } from '../networks/bench-layer.js';
import { requantize } from '../ops/requantize.js';
import { randomModel } from '../testing/random-model.js';
import { channelRanges } from './channel-steps.js';
import {
  highLinearRequantization,
  type HighLinearRequantization,
} from './high-linear-requantization.js';
import type { KernelContext } from './kernel.js';

type Layer = readonly [node: Conv2DNode, context: KernelContext];

test('a form by the upper word equals the model’s for every accumulator of random layers', (t) => {
  let found = 0;
  const layers = Array.from({ length: 120 }, (_, seed) =>
    randomModel(seed, { ops: ['conv2d'], activationBits: [1, 2, 3, 4, 8] }),
  ).flatMap(layersOf);
  for (const [node, context] of layers) {
    const offsets = Array.from({ length: node.weights.shape[0] }, (_, channel) => 5000 + channel);
    const form = highLinearRequantization(node, context, offsets);
    if (!form) continue;
    found++;
    t.is(firstDifference(node, context, form, offsets), undefined, node.name);
  }
  t.true(found >= 30, `${found} layers have one`);
});

test('thresholds of wide accumulators, which have no plain 32-bit form, have one', (t) => {
  const shape = { height: 8, width: 8, inputs: 3, outputs: 16 };
  const bits = { inputBits: 8, weightBits: 8, outputBits: 2 };
  const [[node, context]] = layersOf(benchLayer({ op: 'conv2d', ...shape, ...bits }));
  const offsets = Array.from({ length: 16 }, () => 2 ** 19);
  const form = highLinearRequantization(node, context, offsets)!;
  t.is(form.preShift, 11, 'sums are below 2^20');
  t.is(firstDifference(node, context, form, offsets), undefined);
});

function layersOf(model: Model): Layer[] {
  return model.nodes.flatMap((node): Layer[] => {
    if (node.op !== 'conv2d') return [];
    const inputs = node.inputs.map((name) => findTensor(model, name) as CodeTensor);
    const output = findTensor(model, node.output);
    return [[node, { inputs, output, features: [], core: 'host' }]];
  });
}

/** Tries accumulators at even distances, and those around every step of the output. */
function firstDifference(
  node: Conv2DNode,
  { inputs: [input], output }: KernelContext,
  { preShift, shift, multipliers, biases }: HighLinearRequantization,
  offsets: readonly number[],
): string | undefined {
  const greatest = 2 ** (output as CodeTensor).bits - 1;
  for (const [channel, { least, greatest: most }] of channelRanges(node, input).entries()) {
    const codeOf = (a: number): number => requantize(node.requantize, channel, a, 0, output);
    const skip = Math.max(1, Math.floor((most - least) / 2000));
    for (let first = least; first <= most; first += skip) {
      const step = firstWith(codeOf, first, Math.min(first + skip, most));
      for (const a of [first, step - 1, step]) {
        if (a < least || a > most) continue;
        const product = BigInt(a + offsets[channel]) * BigInt(multipliers[channel]);
        const word = Number((product << BigInt(preShift)) >> 32n) + biases[channel];
        if (Math.abs(word) >= 2 ** 31) return `channel ${channel}, ${a}: beyond 32 bits`;
        const actual = Math.min(Math.max(word >> shift, 0), greatest);
        if (actual !== codeOf(a)) return `channel ${channel}, ${a}: ${actual} not ${codeOf(a)}`;
      }
    }
  }
  return undefined;
}

/** Least accumulator in a range whose code is that of the range's end. */
function firstWith(codeOf: (a: number) => number, first: number, last: number): number {
  let [low, high] = [first, last];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (codeOf(middle) === codeOf(last)) high = middle;
    else low = middle + 1;
  }
  return low;
}
