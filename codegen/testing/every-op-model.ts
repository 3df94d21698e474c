import type { CodeTensor, Conv2DNode, GraphNode, Model, Weights } from '../model/graph.js';
import { verifyModel } from '../model/verify-model.js';
import { weightedSumBounds } from '../ops/multiply-accumulate.js';

/**
 * A small fixed model with every op and both requantizations: convolution with thresholds,
 * convolution with residual, add, max pool, average pool, dense.
 */
export function everyOpModel(): Model {
  const input = codes('in', [4, 4, 3], 4);
  const a = codes('a', [4, 4, 2], 2);
  const e = codes('e', [1, 1, 2], 8, 100);
  return verifyModel({
    name: 'every-op',
    tensors: [
      input,
      a,
      codes('b', [4, 4, 2], 4, 5),
      codes('c', [4, 4, 2], 4),
      codes('d', [2, 2, 2], 4),
      e,
      { type: 'int32', name: 'out', shape: [1, 1, 3], scale: 0.5 },
    ],
    nodes: [first(input), second(a), ...pools(), last(e)],
    input: { tensor: 'in', preprocessing: { kind: 'bytes', shift: 4 } },
    output: 'out',
    classes: ['zero', 'one', 'two'],
    provenance: { tool: 'test', version: '1' },
  });
}

function codes(name: string, shape: CodeTensor['shape'], bits: number, zeroPoint = 0): CodeTensor {
  return { type: 'codes', name, shape, bits, zeroPoint, scale: 0.25 };
}

const plainWindow = { strides: [1, 1], dilations: [1, 1], groups: 1 } as const;

function first(input: CodeTensor): Conv2DNode {
  const weights = dsqWeights(3, [2, 3, 3, 3]);
  return {
    op: 'conv2d',
    name: 'first',
    inputs: ['in'],
    output: 'a',
    ...plainWindow,
    padding: { top: 1, bottom: 1, left: 1, right: 1 },
    weights,
    accumulator: weightedSumBounds(weights, input),
    requantize: { kind: 'thresholds', thresholds: Int32Array.of(-40, 0, 40, -90, 10, 20) },
  };
}

function second(input: CodeTensor): Conv2DNode {
  const weights = dsqWeights(2, [2, 1, 1, 2]);
  return {
    op: 'conv2d',
    name: 'second',
    inputs: ['a', 'a'],
    output: 'b',
    ...plainWindow,
    padding: { top: 0, bottom: 0, left: 0, right: 0 },
    weights,
    accumulator: weightedSumBounds(weights, input),
    requantize: {
      kind: 'multiplier',
      shift: 33,
      multipliers: Int32Array.of(2 ** 30, -(2 ** 31)),
      biases: BigInt64Array.of(2n ** 35n, 2n ** 36n + 2n ** 32n),
      residualMultipliers: Int32Array.of(2 ** 30, 3),
    },
  };
}

function pools(): GraphNode[] {
  const window = {
    kernel: [2, 2],
    strides: [2, 2],
    padding: { top: 0, bottom: 0, left: 0, right: 0 },
  } as const;
  return [
    {
      op: 'add',
      name: 'third',
      inputs: ['b', 'a'],
      output: 'c',
      shift: 4,
      multipliers: Int32Array.of(16, 8),
      bias: 88n,
    },
    { op: 'maxPool', name: 'fourth', inputs: ['c'], output: 'd', ...window },
    {
      op: 'averagePool',
      name: 'fifth',
      inputs: ['d'],
      output: 'e',
      ...window,
      accumulator: { min: 0, max: 60 },
      shift: 10,
      multiplier: 1000,
      bias: 102_912n,
    },
  ];
}

function last(input: CodeTensor): GraphNode {
  const weights: Weights = {
    bits: 8,
    step: 1,
    lowest: -128,
    shape: [3, 1, 1, 2],
    codes: Uint8Array.of(0, 255, 128, 127, 1, 200),
  };
  return {
    op: 'dense',
    name: 'last',
    inputs: ['e'],
    output: 'out',
    weights,
    accumulator: weightedSumBounds(weights, input),
    requantize: {
      kind: 'multiplier',
      shift: 20,
      multipliers: new Int32Array(3).fill(2 ** 24),
      biases: BigInt64Array.of(0n, -5n, 2n ** 40n),
    },
  };
}

/** Symmetric levels, as DSQ trains them. */
function dsqWeights(bits: number, shape: Weights['shape']): Weights {
  const length = shape.reduce((product, size) => product * size);
  const all = Uint8Array.from({ length }, (_, index) => (index * 5 + (index >> 2)) % 2 ** bits);
  return { bits, step: 2, lowest: -(2 ** bits - 1), shape, codes: all };
}
