import test from 'ava';
import { findTensor, type CodeTensor, type GraphNode, type Model } from '../model/graph.js';
import { benchLayer } from '../networks/bench-layer.js';
import { opNames } from '../ops/registry.js';
import { renderKernel } from '../render/render-kernel.js';
import { randomModel, type ModelConstraints } from '../testing/random-model.js';
import { testMachines } from '../testing/test-machines.js';
import type { Kernel, KernelContext } from './kernel.js';
import { kernels } from './registry.js';
import { selectKernel } from './select-kernel.js';

/** `firmware-templates/kernels/README.md` states this grammar in words. */
const operands = '(a[1-8])+(w[1-8])?';
const form =
  '(thresholds[1-8]|multiplier(high)?([1-8]|32)(_s[0-9]+)?|(linear|high|split|wide)[1-8]s[0-9]+(u[0-9]+)?)';
const requantization = `${form}(_residual[1-8])?`;
const grammar = new RegExp(`^softbit_[a-z0-9]+_${operands}(_${requantization})?(_[a-z0-9]+)+$`);

interface Case {
  readonly node: GraphNode;
  readonly context: KernelContext;
}

/** Widths and channels that fill bytes, as most specialised kernels like them. */
const even: Partial<ModelConstraints> = {
  weightBits: [1, 2, 4, 8],
  activationBits: [1, 2, 4, 8],
  channels: 8,
  groupOutputs: 8,
};

const narrow: Partial<ModelConstraints> = {
  ...even,
  weightBits: [1, 2],
  activationBits: [1, 2],
  ops: ['conv2d'],
};

const cases = [
  ...Array.from({ length: 150 }, (_, seed) => randomModel(seed)),
  ...Array.from({ length: 250 }, (_, seed) => randomModel(seed, even)),
  ...Array.from({ length: 150 }, (_, seed) => randomModel(seed, narrow)),
  ...typicalLayers(),
].flatMap(casesOf);

/** Layers as networks have them, of equal widths. */
function typicalLayers(): Model[] {
  const shapes = [
    { op: 'conv2d', kernel: [3, 3], stride: 1 },
    { op: 'conv2d', kernel: [3, 3], stride: 2 },
    { op: 'conv2d', kernel: [1, 1], stride: 1 },
    { op: 'depthwise', kernel: [3, 3], stride: 1 },
    { op: 'depthwise', kernel: [3, 3], stride: 2 },
    { op: 'dense' },
    { op: 'averagePool' },
    { op: 'maxPool', kernel: [2, 2], stride: 2 },
  ] as const;
  return shapes.flatMap((shape) =>
    [1, 2, 4, 8].flatMap((bits) =>
      [6, 9].map((height) => {
        const widths = { inputBits: bits, weightBits: bits, outputBits: bits };
        return benchLayer({ height, width: 8, inputs: 16, ...widths, ...shape });
      }),
    ),
  );
}

/** The features of every core that tests run on. */
const featureSets = Object.values(testMachines).map(({ features }) => features);

test('every op has a kernel, and no two kernels have the same name', (t) => {
  const names = kernels.map(({ name, architecture }) => `${name}_${architecture}`);
  t.is(new Set(names).size, names.length);
  t.deepEqual(
    opNames.filter((op) => !kernels.some((kernel) => kernel.op === op)),
    [],
  );
});

for (const kernel of kernels) {
  const title = `${kernel.name}_${kernel.architecture}`;

  test(`${title} renders one function, named by the grammar like its file`, (t) => {
    const accepted = acceptedBy(kernel);
    t.true(accepted.length > 3, 'random models or layers must have nodes for every kernel');
    for (const { node, context } of accepted.slice(0, 100)) {
      const source = kernel.source(node, context);
      const { symbol, template } = source;
      const text = renderKernel(source);
      t.regex(symbol, grammar);
      t.true(symbol.endsWith(`_${kernel.architecture}`));
      t.true(template.startsWith(`kernels/${kernel.architecture}/`));
      t.is(text.split(`void ${symbol}(`).length, 2, symbol);
    }
  });

  test(`${title} states sound costs, scratch and replaceable inputs`, (t) => {
    for (const { node, context } of acceptedBy(kernel).slice(0, 100)) {
      t.true(kernel.cost(node, context) > 0);
      t.true(Number.isInteger(kernel.scratchBytes(node, context)));
      for (const index of kernel.replaceableInputs(node, context)) {
        t.is(context.inputs[index].shape.join(), context.output.shape.join());
      }
    }
  });
}

test('equal symbols mean equal sources', (t) => {
  const sources = new Map<string, string>();
  for (const kernel of kernels) {
    for (const { node, context } of acceptedBy(kernel)) {
      const source = kernel.source(node, context);
      const { symbol } = source;
      const text = renderKernel(source);
      t.is(sources.get(symbol) ?? text, text, symbol);
      sources.set(symbol, text);
    }
  }
});

test('the cheapest kernel is taken and the report says by how much', (t) => {
  const { node, context } = acceptedBy(kernels.find(({ name }) => name === 'depthwise')!)
    .filter(({ node: { op }, context: { inputs } }) => op === 'conv2d' && inputs[0].shape[2] > 4)
    .at(0)!;
  const { kernel, choice } = selectKernel(node, context);
  t.is(kernel.name, 'depthwise');
  t.is(choice.chosen, 'depthwise_portable');
  t.deepEqual(
    choice.candidates.map((candidate) => candidate.kernel),
    ['depthwise_portable', 'conv2d_portable'],
  );
  t.regex(choice.reason, /^estimated at \d+ instructions; conv2d_portable takes \d+\.\d\d times/);
});

test('a kernel that asks for an absent feature is passed over', (t) => {
  const { node, context } = cases.find((candidate) => candidate.node.op === 'dense')!;
  const portable = kernels.find(({ name }) => name === 'dense')!;
  const special: Kernel = {
    ...portable,
    architecture: 'armv7em',
    accepts: (_, { features }) => features.includes('dsp'),
    cost: () => 1,
  };
  const available = [portable, special];
  t.is(selectKernel(node, context, { available }).choice.chosen, 'dense_portable');
  const withDsp = { ...context, features: ['dsp'] };
  t.is(selectKernel(node, withDsp, { available }).choice.chosen, 'dense_armv7em');
});

/** Each node that the kernel accepts, on the first core where it does. */
function acceptedBy(kernel: Kernel): Case[] {
  return cases
    .filter(({ node }) => node.op === kernel.op)
    .flatMap(({ node, context }) => {
      const features = featureSets.find((set) =>
        kernel.accepts(node, { ...context, features: set }),
      );
      return features ? [{ node, context: { ...context, features } }] : [];
    });
}

function casesOf(model: Model): Case[] {
  return model.nodes.map((node) => ({
    node,
    context: {
      inputs: node.inputs.map((name) => findTensor(model, name) as CodeTensor),
      output: findTensor(model, node.output),
      features: [],
      core: 'any',
    },
  }));
}
