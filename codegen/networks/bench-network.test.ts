import test from 'ava';
import { encodeModel } from '../model/encode-model.js';
import { findTensor, type GraphNode, type Model } from '../model/graph.js';
import { opOf } from '../ops/registry.js';
import { runModel } from '../reference/run-model.js';
import { SoftbitError } from '../softbit-error.js';
import { Random } from '../testing/random.js';
import { benchNetwork, benchNetworkNames, type BenchNetworkName } from './bench-network.js';

const twoBits = { weights: 2, activations: 2 };

/** Weights without biases, which requantization has taken in. */
const sizes: Readonly<Record<BenchNetworkName, { macs: number; weights: number; nodes: number }>> =
  {
    resnet8: { macs: 12_501_632, weights: 77_360, nodes: 11 },
    'ds-cnn': { macs: 2_656_768, weights: 22_016, nodes: 11 },
    'mobilenet-v1-025': { macs: 7_489_664, weights: 208_112, nodes: 29 },
    autoencoder: { macs: 264_192, weights: 264_192, nodes: 10 },
    resnet18: { macs: 1_814_073_344, weights: 11_678_912, nodes: 23 },
  };

/** A 224×224 network takes seconds to run; its structure alone is cheap to check. */
const small = benchNetworkNames.filter((name) => name !== 'resnet18');

const weighted = (node: GraphNode) => (node.op === 'conv2d' || node.op === 'dense' ? [node] : []);

test('Every network has the multiply–accumulates and weights of its paper.', (t) => {
  for (const name of benchNetworkNames) {
    const model = benchNetwork(name, twoBits);
    t.deepEqual(measure(model), sizes[name], name);
    const [first, ...inner] = model.nodes.flatMap(weighted);
    const last = inner.pop()!;
    t.deepEqual([first.weights.bits, last.weights.bits], [8, 8], name);
    t.true(
      inner.every(({ weights }) => weights.bits === 2),
      name,
    );
    t.deepEqual(bitsOf(model, model.input.tensor), 8);
    t.deepEqual(bitsOf(model, last.inputs[0]), 8);
  }
});

function measure(model: Model) {
  const macs = model.nodes.map((node) => opOf(node).macs(node, findTensor(model, node.output)));
  const weights = model.nodes.flatMap(weighted).map((node) => node.weights.codes.length);
  const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
  return { macs: sum(macs), weights: sum(weights), nodes: model.nodes.length };
}

function bitsOf(model: Model, name: string): number {
  const tensor = findTensor(model, name);
  return tensor.type === 'codes' ? tensor.bits : 32;
}

for (const name of small) {
  for (const bits of [1, 2, 4, 8]) {
    test(`Every tensor of ${name} at ${bits} bits has varied codes for an input it never saw.`, (t) => {
      const model = benchNetwork(name, { weights: bits, activations: bits });
      for (const [tensor, values] of runModel(model, uniformInput(model, 5))) {
        const counts = new Map<number, number>();
        values.forEach((value) => counts.set(value, (counts.get(value) ?? 0) + 1));
        const most = Math.max(...counts.values()) / values.length;
        const expected = Math.min(0.75 * 2 ** bitsOf(model, tensor), 6, values.length / 4);
        t.true(most < 0.9, `${tensor}: one code is ${most} of all`);
        t.true(counts.size >= expected, `${tensor}: ${counts.size} codes`);
      }
    });
  }
}

function uniformInput(model: Model, seed: number): Uint8Array {
  const random = new Random(seed);
  const [height, width, channels] = findTensor(model, model.input.tensor).shape;
  return Uint8Array.from({ length: height * width * channels }, () => random.integer(0, 255));
}

test('Codes of two-bit weights have the shares of a bell.', (t) => {
  const counts = [0, 0, 0, 0];
  const model = benchNetwork('resnet8', twoBits);
  const inner = model.nodes.flatMap(weighted).filter(({ weights }) => weights.bits === 2);
  inner.forEach(({ weights }) => weights.codes.forEach((code) => counts[code]++));
  const total = counts.reduce((sum, count) => sum + count);
  const shares = [0.159, 0.341, 0.341, 0.159];
  shares.forEach((share, code) => t.true(Math.abs(counts[code] / total - share) < 0.01));
});

test('The same seed gives the same bytes, another seed another network.', (t) => {
  const weightsOf = (seed: number) =>
    encodeModel(benchNetwork('ds-cnn', { ...twoBits, seed })).weights;
  t.deepEqual(weightsOf(3), weightsOf(3));
  t.notDeepEqual(weightsOf(3), weightsOf(4));
});

test('An unknown network is refused with the names of the known ones.', (t) => {
  const error = t.throws(() => benchNetwork('resnet9', twoBits), { instanceOf: SoftbitError });
  t.is(error.code, 'SB_NETWORK_UNKNOWN');
  t.regex(error.message, /resnet9.*resnet8, ds-cnn/);
});
