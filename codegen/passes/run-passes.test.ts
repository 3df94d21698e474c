import test from 'ava';
import {
  elementCount,
  type CodeTensor,
  type GraphNode,
  type MaxPoolNode,
  type Model,
} from '../model/graph.js';
import { runModel } from '../reference/run-model.js';
import { randomInput, randomModel, type ModelConstraints } from '../testing/random-model.js';
import { countThresholds } from './count-thresholds.js';
import { passes } from './pass-list.js';
import { deadenChannels } from './dead-channels/deaden-channels.js';
import { removeDeadChannels } from './dead-channels/remove-dead-channels.js';
import type { Pass } from './pass.js';
import { raiseShift } from './raise-shift.js';
import { removeDeadNode } from './remove-dead-node.js';
import { removeIdentityPool } from './remove-identity-pool.js';
import { runPasses } from './run-passes.js';

/** Sums of two tensors keep their channels, so that models without them have more to remove. */
const deadEnough: Partial<ModelConstraints> = {
  nodes: [3, 5],
  ops: ['conv2d', 'dense', 'maxPool', 'averagePool'],
};

/** How to find models that a pass fires on. */
const rows: readonly {
  readonly pass: Pass;
  readonly constraints: Partial<ModelConstraints>;
  readonly prepare: (model: Model) => Model;
}[] = [
  {
    pass: countThresholds,
    constraints: { activationBits: [1, 2], ops: ['dense', 'conv2d'] },
    prepare: (model) => model,
  },
  { pass: raiseShift, constraints: {}, prepare: (model) => model },
  { pass: removeIdentityPool, constraints: {}, prepare: poolBehindInput },
  { pass: removeDeadNode, constraints: {}, prepare: deadPool },
  { pass: removeDeadChannels, constraints: deadEnough, prepare: deadenChannels },
];

test('every pass of the list stands in this table', (t) => {
  const names = (list: readonly Pass[]): string[] => list.map(({ name }) => name).sort();
  t.deepEqual(names(rows.map(({ pass }) => pass)), names(passes));
});

for (const { pass, constraints, prepare } of rows) {
  test(`${pass.name} keeps every output of random models and leaves the given graph alone`, (t) => {
    let fired = 0;
    for (let seed = 0; seed < 120; seed++) {
      const model = prepare(randomModel(seed, constraints));
      const before = structuredClone(model);
      const { model: rewritten, reports } = runPasses(model, [pass]);
      const codes = randomInput(seed, model);
      t.deepEqual(outputOf(rewritten, codes), outputOf(model, codes), `seed ${seed}`);
      t.deepEqual(model, before);
      fired += reports.length;
    }
    t.true(fired >= 20, `it fired on ${fired} of 120 models`);
  });
}

const thresholdRows = [
  { title: 'rounded up', multiplier: 1, bias: 15n, shift: 3, expected: [-7, 1, 9] },
  { title: 'exact', multiplier: 2, bias: 0n, shift: 3, expected: [4, 8, 12] },
  {
    title: 'of a negative quotient',
    multiplier: 3,
    bias: 100n,
    shift: 3,
    expected: [-30, -28, -25],
  },
  { title: 'never reached', multiplier: 1, bias: -(2n ** 40n), shift: 0, expected: [2 ** 31 - 1] },
  {
    title: 'always reached',
    multiplier: 1,
    bias: 2n ** 31n + 9n,
    shift: 1,
    expected: [-(2 ** 31)],
  },
];

for (const { title, expected, ...row } of thresholdRows) {
  test(`thresholds ${title} stand for the multiplier at every accumulator`, (t) => {
    const model = thresholdCase(row);
    const rewritten = runPasses(model, [countThresholds]).model;
    const [node] = rewritten.nodes;
    if (node.op !== 'dense' || node.requantize.kind !== 'thresholds') return t.fail();
    t.deepEqual([...node.requantize.thresholds].slice(0, expected.length), expected);
    for (let code = 0; code < 256; code++) {
      t.deepEqual(outputOf(rewritten, Uint8Array.of(code)), outputOf(model, Uint8Array.of(code)));
    }
  });
}

test('a pass that breaks the graph is named', (t) => {
  const broken: Pass = {
    name: 'break',
    match: () => true,
    apply: (model) => ({ ...model, output: 'nowhere' }),
  };
  const error = t.throws(() => runPasses(randomModel(1), [broken]));
  t.is(error.message, 'pass break broke the graph');
});

function outputOf(model: Model, codes: Uint8Array): Int32Array | undefined {
  return runModel(model, codes).get(model.output);
}

function identityPool(input: CodeTensor, output: string): MaxPoolNode {
  return {
    op: 'maxPool',
    name: `pool to ${output}`,
    inputs: [input.name],
    output,
    kernel: [1, 1],
    strides: [1, 1],
    padding: { top: 0, bottom: 0, left: 0, right: 0 },
  };
}

/** The same model with everything that read the input reading a copy of it. */
function poolBehindInput(model: Model): Model {
  const [input, ...others] = model.tensors as readonly CodeTensor[];
  const readers = model.nodes.map((node): GraphNode => {
    const inputs = node.inputs.map((name) => (name === input.name ? 'copy' : name));
    return { ...node, inputs };
  });
  return {
    ...model,
    tensors: [input, { ...input, name: 'copy' }, ...others],
    nodes: [identityPool(input, 'copy'), ...readers],
  };
}

/** The same model with two nodes in a row whose result nobody reads. */
function deadPool(model: Model): Model {
  const input = model.tensors[0] as CodeTensor;
  const unused = { ...input, name: 'unused' };
  return {
    ...model,
    tensors: [...model.tensors, unused, { ...input, name: 'unused too' }],
    nodes: [...model.nodes, identityPool(input, 'unused'), identityPool(unused, 'unused too')],
  };
}

interface ThresholdCase {
  readonly multiplier: number;
  readonly bias: bigint;
  readonly shift: number;
}

/** One dense weight of 1 over one 8-bit code with zero point 100. */
function thresholdCase({ multiplier, bias, shift }: ThresholdCase): Model {
  const shape = [1, 1, 1] as const;
  return {
    ...randomModel(1),
    tensors: [
      { type: 'codes', name: 'in', shape, bits: 8, zeroPoint: 100, scale: 1 },
      { type: 'codes', name: 'out', shape, bits: 2, zeroPoint: 0, scale: 1 },
    ],
    nodes: [
      {
        op: 'dense',
        name: 'one',
        inputs: ['in'],
        output: 'out',
        weights: {
          bits: 1,
          step: 2,
          lowest: -1,
          shape: [1, 1, 1, elementCount(shape)],
          codes: Uint8Array.of(1),
        },
        accumulator: { min: -100, max: 155 },
        requantize: {
          kind: 'multiplier',
          shift,
          multipliers: Int32Array.of(multiplier),
          biases: BigInt64Array.of(bias),
        },
      },
    ],
    input: { tensor: 'in', preprocessing: { kind: 'bytes', shift: 0 } },
    output: 'out',
  };
}
