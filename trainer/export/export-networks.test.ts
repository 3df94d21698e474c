import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { benchNetwork, benchNetworkNames, type Model } from '../../codegen/index.js';
import { buildNetwork, networkNames, type NetworkOptions } from '../networks/index.js';
import { calibrate, quantizeModel } from '../quantize-model/index.js';
import { exportModel, formatAgreement, measureAgreement } from './index.js';
import { seededDice } from './random-network.js';

await tf.setBackend('cpu');

const provenance = { tool: 'softbit', version: '0' };

/** Small images, so that one pass through the largest takes a second in plain JavaScript. */
const sizes: Readonly<Record<string, Required<NetworkOptions>['inputShape']>> = {
  lenet5: [28, 28, 1],
  'vgg-small': [8, 8, 3],
  resnet8: [16, 16, 3],
  resnet20: [12, 12, 3],
  resnet18: [32, 32, 3],
  'ds-cnn': [49, 10, 1],
  'mobilenet-v1-025': [32, 32, 3],
  autoencoder: [1, 1, 640],
};

interface Twin {
  readonly network: string;
  /** Images have negative values too where it is not 0. */
  readonly zeroPoint: number;
  readonly residualBits?: number | undefined;
}

function makeTwin({ network, zeroPoint, residualBits }: Twin) {
  const inputShape = sizes[network];
  const model = buildNetwork(network, { inputShape, classes: 12, seed: 4 });
  const dice = seededDice(6);
  const count = 2;
  const length = inputShape.reduce((product, size) => product * size, count);
  const images = Uint8Array.from({ length }, () => dice.roll(256));
  const twin = quantizeModel(model, {
    weights: { bits: 2 },
    activations: { bits: 2 },
    residualBits,
    signedInput: zeroPoint > 0,
  });
  calibrate(
    twin,
    tf
      .tensor(images, [count, ...inputShape])
      .sub(zeroPoint)
      .div(255),
  );
  model.dispose();
  return { twin, images: { images, labels: new Uint8Array(count), count } };
}

/** Fitting millions of weights' ranges takes minutes here: SOFTBIT_LARGE_NETWORKS=1 has them too. */
const large = ['vgg-small', 'resnet18'];
const isChosen = (name: string): boolean =>
  process.env['SOFTBIT_LARGE_NETWORKS'] === '1' || !large.includes(name);

const twins: readonly Twin[] = [
  ...networkNames.filter(isChosen).map((network) => ({ network, zeroPoint: 0 })),
  { network: 'ds-cnn', zeroPoint: 211 },
  ...[8, 5].map((residualBits) => ({ network: 'resnet8', zeroPoint: 0, residualBits })),
  { network: 'resnet20', zeroPoint: 0, residualBits: 8 },
];

for (const row of twins) {
  const { network, zeroPoint, residualBits } = row;
  const residual = residualBits === undefined ? '' : `, with ${residualBits}-bit residual sums,`;
  test.serial(
    `${network}${residual} in integers agrees with its fake-quantized form where ${zeroPoint} is 0`,
    async (t) => {
      const { twin, images } = makeTwin(row);
      const options = { name: network, classes: [], provenance, inputZeroPoint: zeroPoint };
      const exported = exportModel(twin, options);
      const agreement = await measureAgreement({ model: twin, exported, images });
      t.is(agreement.mismatches, 0, formatAgreement(agreement));
      t.true(agreement.ties < agreement.values / 50);
      t.like(exported.tensors[0], { bits: 8, zeroPoint });
      twin.dispose();
    },
  );
}

/** ResNet-18's bench model takes half a minute to make; its figures are tested with the networks. */
for (const network of benchNetworkNames.filter((name) => name !== 'resnet18')) {
  test.serial(`speed is measured on the very graph that ${network} is exported to`, (t) => {
    const model = buildNetwork(network);
    const twin = quantizeModel(model, { weights: { bits: 2 }, activations: { bits: 2 } });
    const exported = exportModel(twin, { name: network, classes: [], provenance });
    const bench = benchNetwork(network, { weights: 2, activations: 2 });
    t.deepEqual(geometry(exported), geometry(bench));
    twin.dispose();
  });
}

/** Nodes with everything that does not depend on the values of weights. */
function geometry({ nodes, tensors }: Model): unknown {
  const shapes = new Map(
    tensors.map(({ name, shape, ...tensor }) => [
      name,
      `${shape.join('×')} ${tensor.type === 'codes' ? tensor.bits : tensor.type}`,
    ]),
  );
  return nodes.map((node) => ({
    op: node.op,
    name: node.name,
    inputs: node.inputs.map((input) => shapes.get(input)),
    output: `${node.output} ${shapes.get(node.output)}`,
    ...('weights' in node && { weights: node.weights.shape, bits: node.weights.bits }),
    ...('strides' in node && { strides: node.strides, padding: node.padding }),
    ...('groups' in node && { groups: node.groups }),
  }));
}
