import * as tf from '@tensorflow/tfjs';

type Convolution = Parameters<typeof tf.layers.conv2d>[0];
type Dense = Parameters<typeof tf.layers.dense>[0];

export interface SeededLayers {
  readonly conv2d: (config: Convolution) => tf.layers.Layer;
  readonly dense: (config: Dense) => tf.layers.Layer;
}

/** Factories of weighted layers with He initialization, each layer with a seed of its own. */
export function seededLayers(seed: number): SeededLayers {
  let count = 0;
  const kernelInitializer = () => tf.initializers.heNormal({ seed: seed * 1000 + ++count });
  return {
    conv2d: (config) => tf.layers.conv2d({ ...config, kernelInitializer: kernelInitializer() }),
    dense: (config) => tf.layers.dense({ ...config, kernelInitializer: kernelInitializer() }),
  };
}

/** Applies layers one behind the other. */
export function chain(
  input: tf.SymbolicTensor,
  ...layers: readonly tf.layers.Layer[]
): tf.SymbolicTensor {
  return layers.reduce((tensor, layer) => layer.apply(tensor) as tf.SymbolicTensor, input);
}
