import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { SoftbitError } from '../../codegen/index.js';
import { countMacs } from './count-macs.js';
import { buildNetwork, networkNames, networks } from './registry.js';

await tf.setBackend('cpu');

/** Parameters include batch norm's moving averages, as Keras counts them. */
const sizes: Readonly<Record<string, { parameters: number; macs: number; reason: string }>> = {
  lenet5: { parameters: 62_384, macs: 416_520, reason: 'five layers, batch norm without biases' },
  'vgg-small': {
    parameters: 4_663_690,
    macs: 607_600_640,
    reason: 'six convolutions, 4.6 M weights',
  },
  resnet8: { parameters: 78_666, macs: 12_501_632, reason: 'MLPerf Tiny’s own figures' },
  resnet20: { parameters: 274_042, macs: 40_813_184, reason: '40,551,040 and the projections' },
  resnet18: { parameters: 11_699_112, macs: 1_814_073_344, reason: '11,689,512 learnt parameters' },
  'ds-cnn': { parameters: 24_332, macs: 2_656_768, reason: 'MLPerf Tiny’s 24,908 less 576 biases' },
  'mobilenet-v1-025': {
    parameters: 219_058,
    macs: 7_489_664,
    reason: 'MLPerf Tiny’s 221,794 less 2,736 biases',
  },
  autoencoder: {
    parameters: 268_960,
    macs: 264_192,
    reason: 'MLPerf Tiny’s 269,992 less 1,032 biases',
  },
};

for (const { name, inputShape, classes, leastSize } of networks) {
  test(`${name} has the size of its paper, ${sizes[name].reason}, and no two kernels alike`, (t) => {
    const model = buildNetwork(name);
    t.is(model.countParams(), sizes[name].parameters);
    t.is(countMacs(model), sizes[name].macs);
    t.deepEqual(model.inputs[0].shape, [null, ...inputShape]);
    t.deepEqual(model.outputs[0].shape, [null, classes]);
    const kernels = model.getWeights().filter(({ rank }) => rank > 1);
    t.is(new Set(kernels.map((kernel) => kernel.dataSync()[0])).size, kernels.length);
    model.dispose();
  });

  test(`${name} has the same initial weights for the same seed and others for another`, (t) => {
    t.deepEqual(fingerprint(name, 7), fingerprint(name, 7));
    t.notDeepEqual(fingerprint(name, 7), fingerprint(name, 8));
  });

  test(`${name} takes its least size and other classes, and one less is a coded error`, (t) => {
    const build = (size: number) =>
      buildNetwork(name, { inputShape: [size, size + 1, 2], classes: 3 });
    const model = build(leastSize);
    const logits = model.predict(tf.zeros([1, leastSize, leastSize + 1, 2])) as tf.Tensor;
    t.deepEqual(logits.shape, [1, 3]);
    model.dispose();
    const error = t.throws(() => build(leastSize - 1), { instanceOf: SoftbitError });
    t.is(error.code, 'SB_NETWORK_INPUT');
    t.true(error.message.includes(`${leastSize - 1}×${leastSize}×2`));
  });
}

function fingerprint(name: string, seed: number): string {
  const model = buildNetwork(name, { seed });
  const sum = createHash('sha256');
  for (const weight of model.getWeights()) sum.update(weight.dataSync());
  model.dispose();
  return sum.digest('hex');
}

test('an unknown network is a coded error that lists the known ones', (t) => {
  const error = t.throws(() => buildNetwork('lenet6'), { instanceOf: SoftbitError });
  t.is(error.code, 'SB_NETWORK_UNKNOWN');
  for (const name of networkNames) t.true(error.message.includes(name));
});
