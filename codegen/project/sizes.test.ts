import test from 'ava';
import { packedByteCount } from '../model/packing.js';
import { weightedSumBounds } from '../ops/multiply-accumulate.js';
import type { CodeTensor, Model, Weights } from '../model/graph.js';
import { verifyModel } from '../model/verify-model.js';
import { randomModel } from '../testing/random-model.js';
import { generateModelFiles, type GeneratedModel } from './generate-model-files.js';

test('weights of 2 bits take exactly a quarter of weights of 8 bits', (t) => {
  const [two, eight] = [2, 8].map((bits) => generate(network(bits)));
  t.is(eight.memory.weightsBytes, 16 * 4 * 3 * 3 + 10 * 16);
  t.is(two.memory.weightsBytes * 4, eight.memory.weightsBytes);
  t.is(weightBytesInC(two) * 4, weightBytesInC(eight));
});

for (const bits of [1, 2, 3, 4, 5, 6, 7, 8]) {
  test(`weights of ${bits} bits take their bits, each row rounded up to a byte`, (t) => {
    const expected = 16 * packedByteCount(4 * 3 * 3, bits) + 10 * packedByteCount(16, bits);
    t.is(generate(network(bits)).memory.weightsBytes, expected);
  });
}

test('stated bytes are those of the arrays in the generated C', (t) => {
  for (let seed = 0; seed < 40; seed++) {
    const generated = generate(randomModel(seed));
    const { weightsBytes, requantizationBytes, arenaBytes } = generated.memory;
    t.is(weightBytesInC(generated), weightsBytes);
    t.is(bytesInC(generated) - weightsBytes, requantizationBytes);
    const words = /static uint32_t \w+_arena\[(\d+)\]/.exec(generated.files[1].contents)?.[1];
    t.is(Number(words) * 4, arenaBytes);
  }
});

test('activations are packed: 2-bit tensors take a quarter of 8-bit ones', (t) => {
  const [two, eight] = [2, 8].map((bits) => generate(network(8, bits)).memory);
  t.is(two.inputBytes * 4, eight.inputBytes);
  t.is(two.nodes[0].outputBytes * 4, eight.nodes[0].outputBytes);
});

function generate(model: Model): GeneratedModel {
  return generateModelFiles({ model, features: [], core: 'cortex-m4' });
}

const elementBytes: Record<string, number> = { uint8_t: 1, int32_t: 4, uint32_t: 4, int64_t: 8 };

function arraysInC({ files }: GeneratedModel): { symbol: string; bytes: number }[] {
  const text = files.find(({ path }) => path.endsWith('_weights.h'))!.contents;
  return [...text.matchAll(/extern const (\w+) (\w+)\[(\d+)\]/g)].map(
    ([, type, symbol, length]) => ({
      symbol,
      bytes: elementBytes[type] * Number(length),
    }),
  );
}

function bytesInC(generated: GeneratedModel): number {
  return arraysInC(generated).reduce((sum, { bytes }) => sum + bytes, 0);
}

function weightBytesInC(generated: GeneratedModel): number {
  return arraysInC(generated)
    .filter(({ symbol }) => symbol.endsWith('_weights'))
    .reduce((sum, { bytes }) => sum + bytes, 0);
}

/** A convolution of 4 to 16 channels, a dense layer to 10 integers. */
function network(weightBits: number, activationBits = 2): Model {
  const input = codes('in', [6, 6, 4], activationBits);
  const hidden = codes('hidden', [1, 1, 16], activationBits);
  const convolution = weights(weightBits, [16, 3, 3, 4]);
  const dense = weights(weightBits, [10, 1, 1, 16]);
  return verifyModel({
    name: `sized-${weightBits}-${activationBits}`,
    tensors: [input, hidden, { type: 'int32', name: 'out', shape: [1, 1, 10], scale: 1 }],
    nodes: [
      {
        op: 'conv2d',
        name: 'conv',
        inputs: ['in'],
        output: 'hidden',
        strides: [4, 4],
        dilations: [1, 1],
        padding: { top: 0, bottom: 0, left: 0, right: 0 },
        groups: 1,
        weights: convolution,
        accumulator: weightedSumBounds(convolution, input),
        requantize: identity(16),
      },
      {
        op: 'dense',
        name: 'dense',
        inputs: ['hidden'],
        output: 'out',
        weights: dense,
        accumulator: weightedSumBounds(dense, hidden),
        requantize: identity(10),
      },
    ],
    input: { tensor: 'in', preprocessing: { kind: 'bytes', shift: 8 - activationBits } },
    output: 'out',
    classes: [],
    provenance: { tool: 'test', version: '1' },
  });
}

function codes(name: string, shape: CodeTensor['shape'], bits: number): CodeTensor {
  return { type: 'codes', name, shape, bits, zeroPoint: 0, scale: 1 };
}

function weights(bits: number, shape: Weights['shape']): Weights {
  const length = shape.reduce((product, size) => product * size);
  const all = Uint8Array.from({ length }, (_, index) => (index * 37) % 2 ** bits);
  // At 1 bit −1 and 1, as codes 0 and 1 would leave channels that are never above 0 and are removed.
  const step = bits === 1 ? 2 : 1;
  return { bits, step, lowest: -(2 ** (bits - 1)), shape, codes: all };
}

function identity(channels: number) {
  return {
    kind: 'multiplier',
    shift: 0,
    multipliers: new Int32Array(channels).fill(1),
    biases: new BigInt64Array(channels),
  } as const;
}
