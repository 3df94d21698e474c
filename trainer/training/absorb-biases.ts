import * as tf from '@tensorflow/tfjs';
import { batchNormsOf, type BatchNorm } from './batch-norm.js';

/** As tfjs and our own layers keep it; neither asks for more than that it be there or not. */
interface BiasedLayer extends tf.layers.Layer {
  bias?: tf.LayerVariable | null | undefined;
}

/**
 * Takes the biases in front of batch norms out of the network: batch norm subtracts the mean, bias
 * and all, so that a bias there never learns and only costs passes over the activations. What it has
 * come to moves into the moving mean; the variable stays, all zeros, so that weights keep their places.
 */
export function absorbBiases(model: tf.LayersModel): void {
  for (const norm of batchNormsOf(model)) {
    const layer = onlyProducer(norm);
    if (layer?.bias) absorb(layer, layer.bias, norm);
  }
}

/** The layer in front, if nothing else reads what it gives. */
function onlyProducer(norm: BatchNorm): BiasedLayer | null {
  const [producer] = norm.inboundNodes[0].inboundLayers;
  return producer.outboundNodes.length === 1 ? producer : null;
}

function absorb(layer: BiasedLayer, bias: tf.LayerVariable, norm: BatchNorm): void {
  tf.tidy(() => {
    norm.movingMean.write(tf.sub(norm.movingMean.read(), bias.read()));
    bias.write(tf.zerosLike(bias.read()));
  });
  layer.bias = null;
}
