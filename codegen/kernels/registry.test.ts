import test from 'ava';
import { findTensor, type CodeTensor, type GraphNode, type Model } from '../model/graph.js';
import { opNames } from '../ops/registry.js';
import { renderTemplate } from '../render/render-template.js';
import { randomModel } from '../testing/random-model.js';
import type { Kernel, KernelContext } from './kernel.js';
import { kernels } from './registry.js';
import { selectKernel } from './select-kernel.js';

/** `firmware-templates/kernels/README.md` states this grammar in words. */
const operands = '(a[1-8])+(w[1-8])?';
const requantization = '(thresholds[1-8]|multiplier(high)?([1-8]|32))(_residual[1-8])?';
const grammar = new RegExp(`^softbit_[a-z0-9]+_${operands}(_${requantization})?_[a-z0-9]+$`);

interface Case {
  readonly node: GraphNode;
  readonly context: KernelContext;
}

const cases = Array.from({ length: 150 }, (_, seed) => randomModel(seed)).flatMap(casesOf);

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
    t.true(accepted.length > 5, 'random models must have nodes for every kernel');
    for (const { node, context } of accepted) {
      const { symbol, template, view } = kernel.source(node, context);
      const text = renderTemplate(template, { ...view, symbol, version: '0' });
      t.regex(symbol, grammar);
      t.true(symbol.endsWith(`_${kernel.architecture}`));
      t.true(template.startsWith(`kernels/${kernel.architecture}/`));
      t.is(text.split(`void ${symbol}(`).length, 2, symbol);
    }
  });

  test(`${title} states sound costs, scratch and replaceable inputs`, (t) => {
    for (const { node, context } of acceptedBy(kernel)) {
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
  for (const { node, context } of cases) {
    const { symbol, template, view } = selectKernel(node, context).kernel.source(node, context);
    const text = renderTemplate(template, { ...view, symbol, version: '0' });
    t.is(sources.get(symbol) ?? text, text, symbol);
    sources.set(symbol, text);
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
  t.is(selectKernel(node, context, available).choice.chosen, 'dense_portable');
  const withDsp = { ...context, features: ['dsp'] };
  t.is(selectKernel(node, withDsp, available).choice.chosen, 'dense_armv7em');
});

function acceptedBy(kernel: Kernel): Case[] {
  return cases.filter(
    ({ node, context }) => node.op === kernel.op && kernel.accepts(node, context),
  );
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
