import test from 'ava';
import { findTensor, type Model } from '../../model/graph.js';
import { benchNetwork } from '../../networks/bench-network.js';
import { opOf } from '../../ops/registry.js';
import { runModel } from '../../reference/run-model.js';
import { randomInput, randomModel } from '../../testing/random-model.js';
import { runPasses } from '../run-passes.js';
import { deadenChannels } from './deaden-channels.js';
import { removeDeadChannels } from './remove-dead-channels.js';

function macsOf(model: Model): number {
  return model.nodes.reduce(
    (sum, node) => sum + opOf(node).macs(node, findTensor(model, node.output)),
    0,
  );
}

function channelsOf(model: Model): string {
  return model.tensors.map(({ name, shape }) => `${name} ${shape[2]}`).join(', ');
}

test('a DS-CNN whose every other channel sleeps keeps its outputs and loses half of its work', (t) => {
  const model = deadenChannels(benchNetwork('ds-cnn', { weights: 2, activations: 2 }));
  const { model: smaller, reports } = runPasses(model, [removeDeadChannels]);
  t.deepEqual(reports[0].nodes, [
    'stem',
    'block1_pointwise',
    'block2_pointwise',
    'block3_pointwise',
    'block4_pointwise',
  ]);
  t.regex(channelsOf(smaller), /^input 1, stem_relu 32, block1_relu1 32, block1_relu2 32, /);
  t.true(macsOf(smaller) < 0.45 * macsOf(model), `${macsOf(smaller)} of ${macsOf(model)}`);
  for (const seed of [1, 2]) {
    const codes = randomInput(seed, model);
    const outputs = [smaller, model].map((each) => runModel(each, codes).get(each.output));
    t.deepEqual(outputs[0], outputs[1]);
  }
});

test('channels of eights stay eights, and one channel stays always', (t) => {
  for (let seed = 0; seed < 200; seed++) {
    const model = deadenChannels(randomModel(seed, { channels: 16, groupOutputs: 16 }));
    const { model: smaller } = runPasses(model, [removeDeadChannels]);
    smaller.tensors.forEach(({ shape }, index) => {
      const before = model.tensors[index].shape[2];
      t.true(shape[2] >= 1 && (before % 8 !== 0 || shape[2] % 8 === 0), `seed ${seed}`);
    });
  }
});

test('a network without dead channels is left alone', (t) => {
  const model = benchNetwork('ds-cnn', { weights: 2, activations: 2 });
  const { model: same } = runPasses(model, [removeDeadChannels]);
  t.is(channelsOf(same), channelsOf(model));
});
