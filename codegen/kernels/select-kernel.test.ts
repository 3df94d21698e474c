import test from 'ava';
import { findTensor, type CodeTensor } from '../model/graph.js';
import { benchLayer } from '../networks/bench-layer.js';
import type { CostTable } from './costs/cost-table.js';
import type { KernelContext } from './kernel.js';
import { kernels } from './registry.js';
import { selectKernel } from './select-kernel.js';

const model = benchLayer({
  op: 'depthwise',
  height: 8,
  width: 8,
  inputs: 8,
  inputBits: 2,
  outputBits: 2,
});
const [node] = model.nodes;
const context: KernelContext = {
  inputs: node.inputs.map((name) => findTensor(model, name) as CodeTensor),
  output: findTensor(model, node.output),
  features: [],
  core: 'any',
};

/** Per multiply–accumulate, of which there are 8 · 8 · 9 · 8. */
function table(costs: Record<string, Record<string, number>>): CostTable {
  const entries = Object.entries(costs).map(([kernel, byBits]) => {
    const widths = Object.entries(byBits).map(([width, macs]) => [width, { macs }] as const);
    return [kernel, Object.fromEntries(widths)] as const;
  });
  return { core: 'any', unit: 'modelled cycles', kernels: Object.fromEntries(entries) };
}

test('By their own estimates the depthwise kernel is cheaper.', (t) => {
  const { choice } = selectKernel(node, context);
  t.is(choice.chosen, 'depthwise_portable');
  t.is(choice.candidates[0].basis, 'estimated');
});

test('By a cost table the kernel that was measured cheaper is taken, with its figure.', (t) => {
  const costs = table({ conv2d_portable: { any: 2 }, depthwise_portable: { any: 3 } });
  const { choice, kernel } = selectKernel(node, context, { costs });
  t.is(kernel.name, 'conv2d');
  t.deepEqual(choice.candidates[0], {
    kernel: 'conv2d_portable',
    cost: 2 * 8 * 8 * 9 * 8,
    basis: 'measured',
  });
  t.is(
    choice.reason,
    'measured at 9216 modelled cycles; depthwise_portable takes 1.50 times as many',
  );
});

test('Figures of the very bits go before those of any.', (t) => {
  const costs = table({
    conv2d_portable: { any: 2 },
    depthwise_portable: { any: 3, a2w2: 1, a4w4: 9 },
  });
  t.is(selectKernel(node, context, { costs }).choice.chosen, 'depthwise_portable');
});

test('Where a candidate was not measured, all go by their estimates.', (t) => {
  const costs = table({ conv2d_portable: { any: 0.01 } });
  const { choice } = selectKernel(node, context, { costs });
  t.is(choice.chosen, 'depthwise_portable');
  t.true(choice.candidates.every(({ basis }) => basis === 'estimated'));
});

test('A kernel that is asked for is taken, for all nodes or for one, if it accepts the node.', (t) => {
  const prefer = 'conv2d_portable';
  t.is(selectKernel(node, context, { prefer }).choice.chosen, prefer);
  t.is(selectKernel(node, context, { prefer }).choice.reason, 'asked for by name');
  const assigned = new Map([[node.name, prefer]]);
  t.is(selectKernel(node, context, { assigned }).choice.chosen, prefer);
  t.is(
    selectKernel(node, context, { prefer: 'dense_portable' }).choice.chosen,
    'depthwise_portable',
  );
});

test('Where no kernel accepts a node the error names it.', (t) => {
  const available = kernels.filter(({ op }) => op !== 'conv2d');
  t.throws(() => selectKernel(node, context, { available }), { message: /layer \(conv2d\)/ });
});
