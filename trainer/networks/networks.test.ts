import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { SoftbitError } from '../../codegen/index.js';
import { countMacs } from './count-macs.js';
import { buildNetwork, networkNames, networks } from './registry.js';

await tf.setBackend('cpu');

/** Parameters include batch norm's moving averages, as Keras counts them. */
const sizes: Readonly<Record<string, { parameters: number; macs: number; reason: string }>> = {
  lenet5: { parameters: 62_384, macs: 416_520, reason: 'five layers, batch norm without biases' },
  resnet8: { parameters: 78_666, macs: 12_501_632, reason: 'MLPerf Tiny’s own figures' },
};

for (const { name, inputShape, classes } of networks) {
  test(`${name} has the parameters and multiply–accumulates of its paper: ${sizes[name].reason}`, (t) => {
    const model = buildNetwork(name);
    t.is(model.countParams(), sizes[name].parameters);
    t.is(countMacs(model), sizes[name].macs);
    t.deepEqual(model.inputs[0].shape, [null, ...inputShape]);
    t.deepEqual(model.outputs[0].shape, [null, classes]);
  });

  test(`${name} has the same initial weights for the same seed and others for another`, (t) => {
    const weights = (seed: number) =>
      buildNetwork(name, { seed })
        .getWeights()
        .flatMap((weight) => [...weight.dataSync()]);
    t.deepEqual(weights(7), weights(7));
    t.notDeepEqual(weights(7), weights(8));
  });

  test(`no two layers of ${name} start with the same kernel values`, (t) => {
    const kernels = buildNetwork(name, { seed: 1 })
      .getWeights()
      .filter(({ rank }) => rank > 1);
    const firsts = kernels.map((kernel) => kernel.dataSync()[0]);
    t.is(new Set(firsts).size, kernels.length);
  });

  test(`${name} takes another input shape and number of classes`, (t) => {
    const model = buildNetwork(name, { inputShape: [40, 36, 2], classes: 3 });
    const logits = model.predict(tf.zeros([1, 40, 36, 2])) as tf.Tensor;
    t.deepEqual(logits.shape, [1, 3]);
  });
}

test('an unknown network is a coded error that lists the known ones', (t) => {
  const error = t.throws(() => buildNetwork('lenet6'), { instanceOf: SoftbitError });
  t.is(error.code, 'SB_NETWORK_UNKNOWN');
  for (const name of networkNames) t.true(error.message.includes(name));
});

for (const { name, leastSize } of networks) {
  test(`${name} takes images of its least size, and one less is a coded error`, (t) => {
    const build = (size: number) => buildNetwork(name, { inputShape: [size, size, 1] });
    t.deepEqual(
      (build(leastSize).predict(tf.zeros([1, leastSize, leastSize, 1])) as tf.Tensor).shape,
      [1, 10],
    );
    const error = t.throws(() => build(leastSize - 1), { instanceOf: SoftbitError });
    t.is(error.code, 'SB_NETWORK_INPUT');
    t.true(error.message.includes(`${leastSize - 1}×${leastSize - 1}×1`));
  });
}
