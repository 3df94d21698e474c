import test from 'ava';
import type { CodeTensor, GraphNode, Shape, Tensor } from '../model/graph.js';
import { opNames, opOf } from './registry.js';

/** Hand-computed: each row's arithmetic is written out in its comment. */
interface Example {
  readonly title: string;
  readonly node: GraphNode;
  readonly inputs: readonly { readonly tensor: CodeTensor; readonly values: readonly number[] }[];
  readonly output: Tensor;
  readonly expected: readonly number[];
}

const codes = (shape: Shape, bits: number, zeroPoint = 0): CodeTensor => ({
  type: 'codes',
  name: 'codes',
  shape,
  bits,
  zeroPoint,
  scale: 1,
});
const integers = (shape: Shape): Tensor => ({ type: 'int32', name: 'integers', shape, scale: 1 });
const noPadding = { top: 0, bottom: 0, left: 0, right: 0 };
const base = { name: 'node', inputs: ['a'], output: 'b' };
const plain = { strides: [1, 1], dilations: [1, 1], padding: noPadding, groups: 1 } as const;

/** Multiplies by one. */
const same = (channels: number) =>
  ({
    kind: 'multiplier',
    shift: 0,
    multipliers: new Int32Array(channels).fill(1),
    biases: new BigInt64Array(channels),
  }) as const;

const examples: readonly Example[] = [
  {
    // Weights −3 + 2·{0, 1, 2, 3} = {−3, −1, 1, 3}; codes less 1 are {0, 2, 1, −1}.
    // 0·−3 + 2·−1 + 1·1 + −1·3 = −4
    title: 'dense sums weights lowest + step · code with input codes less zero point',
    node: {
      op: 'dense',
      ...base,
      weights: {
        bits: 2,
        step: 2,
        lowest: -3,
        shape: [1, 1, 1, 4],
        codes: Uint8Array.of(0, 1, 2, 3),
      },
      accumulator: { min: -12, max: 12 },
      requantize: same(1),
    },
    inputs: [{ tensor: codes([1, 2, 2], 2, 1), values: [1, 3, 2, 0] }],
    output: integers([1, 1, 1]),
    expected: [-4],
  },
  {
    // Accumulators 3·1 = 3 and 3·−1 = −3; thresholds reached: {−5, 3} of {−5, 3, 4}; {−5, −3} of {−5, −3, 9}.
    title: 'thresholds count those that the accumulator reaches, equality included',
    node: {
      op: 'dense',
      ...base,
      weights: { bits: 1, step: 2, lowest: -1, shape: [2, 1, 1, 1], codes: Uint8Array.of(1, 0) },
      accumulator: { min: -3, max: 3 },
      requantize: { kind: 'thresholds', thresholds: Int32Array.of(-5, 3, 4, -5, -3, 9) },
    },
    inputs: [{ tensor: codes([1, 1, 1], 2), values: [3] }],
    output: codes([1, 1, 2], 2),
    expected: [2, 2],
  },
  {
    // Accumulators 5·{1, −1, 1}. (5·3 + (2 − 1)·4 + 1) >> 2 = 20 >> 2 = 5;
    // (−5·3 + 0 + 1) >> 2 = −14 >> 2 = ⌊−3.5⌋ = −4, clamped to 0; (5·300 + …) is clamped to 7.
    title: 'a multiplier takes the residual less its zero point, floors and clamps',
    node: {
      op: 'dense',
      ...base,
      inputs: ['a', 'r'],
      weights: {
        bits: 1,
        step: 2,
        lowest: -1,
        shape: [3, 1, 1, 1],
        codes: Uint8Array.of(1, 0, 1),
      },
      accumulator: { min: -7, max: 7 },
      requantize: {
        kind: 'multiplier',
        shift: 2,
        multipliers: Int32Array.of(3, 3, 300),
        biases: BigInt64Array.of(1n, 1n, 1n),
        residualMultipliers: Int32Array.of(4, 4, 4),
      },
    },
    inputs: [
      { tensor: codes([1, 1, 1], 3), values: [5] },
      { tensor: codes([1, 1, 3], 2, 1), values: [2, 1, 3] },
    ],
    output: codes([1, 1, 3], 3),
    expected: [5, 0, 7],
  },
  {
    // −3 >> 1 = ⌊−1.5⌋ = −2, and 32-bit outputs are not clamped.
    title: 'the shift of a negative value is its floor',
    node: {
      op: 'dense',
      ...base,
      weights: { bits: 1, step: 2, lowest: -1, shape: [1, 1, 1, 1], codes: Uint8Array.of(0) },
      accumulator: { min: -3, max: 0 },
      requantize: { ...same(1), shift: 1 },
    },
    inputs: [{ tensor: codes([1, 1, 1], 2), values: [3] }],
    output: integers([1, 1, 1]),
    expected: [-2],
  },
  {
    // Kernel [1 2 / 3 4] (weights 0 + 1·code) over a 2×2 image {1, 2 / 3, 4} with one row above and
    // one column left of it, less zero point 1: {0, 1 / 2, 3}. Window at (−1, −1) sees only 0: 4·0;
    // (−1, 0): 3·0 + 4·1; (0, −1): 2·0 + 4·2; (0, 0): 1·0 + 2·1 + 3·2 + 4·3.
    title: 'conv2d counts padding as zero, not as code zero',
    node: {
      op: 'conv2d',
      ...base,
      ...plain,
      padding: { top: 1, bottom: 0, left: 1, right: 0 },
      weights: {
        bits: 3,
        step: 1,
        lowest: 0,
        shape: [1, 2, 2, 1],
        codes: Uint8Array.of(1, 2, 3, 4),
      },
      accumulator: { min: -10, max: 60 },
      requantize: same(1),
    },
    inputs: [{ tensor: codes([2, 2, 1], 3, 1), values: [1, 2, 3, 4] }],
    output: integers([2, 2, 1]),
    expected: [0, 4, 8, 20],
  },
  {
    // Taps at columns x and x + 2 of {1, 2, 3, 4, 5}, every second x: 1·1 + 10·3, 1·3 + 10·5.
    title: 'conv2d strides over the output and dilates its taps',
    node: {
      op: 'conv2d',
      ...base,
      ...plain,
      strides: [1, 2],
      dilations: [1, 2],
      weights: { bits: 4, step: 1, lowest: 0, shape: [1, 1, 2, 1], codes: Uint8Array.of(1, 10) },
      accumulator: { min: 0, max: 77 },
      requantize: same(1),
    },
    inputs: [{ tensor: codes([1, 5, 1], 3), values: [1, 2, 3, 4, 5] }],
    output: integers([1, 2, 1]),
    expected: [31, 53],
  },
  {
    // Two groups of one input and two outputs: 2·{1, 2} and 3·{3, 4}.
    title: 'conv2d gives each group of outputs its own inputs',
    node: {
      op: 'conv2d',
      ...base,
      ...plain,
      groups: 2,
      weights: {
        bits: 3,
        step: 1,
        lowest: 0,
        shape: [4, 1, 1, 1],
        codes: Uint8Array.of(1, 2, 3, 4),
      },
      accumulator: { min: 0, max: 12 },
      requantize: same(4),
    },
    inputs: [{ tensor: codes([1, 1, 2], 2), values: [2, 3] }],
    output: integers([1, 1, 4]),
    expected: [2, 4, 9, 12],
  },
  {
    // (3 − 1)·4 + (5 − 0)·2 + 2 = 20, >> 2 = 5; (0 − 1)·4 + 1·2 + 2 = 0; 2·4 + 7·2 + 2 = 24, >> 2 = 6.
    title: 'add scales each input by its own multiplier',
    node: {
      op: 'add',
      ...base,
      inputs: ['a', 'b'],
      shift: 2,
      multipliers: Int32Array.of(4, 2),
      bias: 2n,
    },
    inputs: [
      { tensor: codes([1, 1, 3], 2, 1), values: [3, 0, 3] },
      { tensor: codes([1, 1, 3], 3), values: [5, 1, 7] },
    ],
    output: codes([1, 1, 3], 3),
    expected: [5, 0, 6],
  },
  {
    // (3 − 1)·5 + 4 = 14, >> 3 = 1; (0 − 1)·5 + 4 = −1, clamped to 0; (15 − 1)·5 + 4 = 74, >> 3 = 9, clamped to 3.
    title: 'add of one input rescales and clamps its codes',
    node: {
      op: 'add',
      ...base,
      inputs: ['a'],
      shift: 3,
      multipliers: Int32Array.of(5),
      bias: 4n,
    },
    inputs: [{ tensor: codes([1, 1, 3], 4, 1), values: [3, 0, 15] }],
    output: codes([1, 1, 3], 2),
    expected: [1, 0, 3],
  },
  {
    // Windows of two columns and one row above: {1, 3}, {3, 0} in channel 0, {0, 0}, {0, 2} in channel 1.
    title: 'maxPool takes the greatest code of each channel and never padding',
    node: {
      op: 'maxPool',
      ...base,
      kernel: [2, 2],
      strides: [1, 1],
      padding: { top: 1, bottom: 0, left: 0, right: 0 },
    },
    inputs: [{ tensor: codes([1, 3, 2], 2, 3), values: [1, 0, 3, 0, 0, 2] }],
    output: codes([1, 2, 2], 2, 3),
    expected: [3, 0, 3, 2],
  },
  {
    // Codes less 1: {0, 1, 2, 3}; windows of two with one of padding on the left: 0, 1 + 2 → ·2 + 1 >> 1.
    // (0·2 + 1) >> 1 = 0; (3·2 + 1) >> 1 = 3.
    title: 'averagePool sums codes less zero point, padding counting as zero',
    node: {
      op: 'averagePool',
      ...base,
      kernel: [1, 2],
      strides: [1, 2],
      padding: { top: 0, bottom: 0, left: 1, right: 0 },
      accumulator: { min: -2, max: 12 },
      shift: 1,
      multiplier: 2,
      bias: 1n,
    },
    inputs: [{ tensor: codes([1, 4, 1], 3, 1), values: [1, 2, 3, 4] }],
    output: codes([1, 2, 1], 3),
    expected: [0, 3],
  },
];

test('every op has a hand-computed example', (t) => {
  const shown = new Set(examples.map(({ node }) => node.op));
  t.deepEqual(
    opNames.filter((op) => !shown.has(op)),
    [],
  );
});

for (const { title, node, inputs, output, expected } of examples) {
  test(title, (t) => {
    const op = opOf(node);
    const tensors = inputs.map(({ tensor }) => tensor);
    t.deepEqual(op.outputShape(node, tensors), output.shape);
    t.notThrows(() => op.verify(node, tensors, output));
    const operands = inputs.map(({ tensor, values }) => ({
      tensor,
      values: Int32Array.from(values),
    }));
    t.deepEqual([...op.execute(node, { inputs: operands, output })], [...expected]);
  });
}

test('accumulator bounds are reached: all weights at their worst input', (t) => {
  const { node, inputs } = examples[0];
  const [tensor] = inputs.map((input) => input.tensor);
  // Codes less 1 are −1 … 2. Least: 2·−3 + 2·−1 − 1·1 − 1·3 = −12; greatest: 1·3 + 1·1 + 2·1 + 2·3 = 12.
  t.deepEqual(opOf(node).accumulatorBounds?.(node, [tensor]), { min: -12, max: 12 });
});

const macs = [
  { example: 0, expected: 4 },
  { example: 4, expected: 16 },
  { example: 6, expected: 4 },
  { example: 8, expected: 0 },
];

for (const { example, expected } of macs) {
  const { node, output, title } = examples[example];
  test(`${node.op} has ${expected} multiply–accumulates where "${title}"`, (t) => {
    t.is(opOf(node).macs(node, output), expected);
  });
}
