import * as tf from '@tensorflow/tfjs';

type Convolution = Parameters<typeof tf.layers.conv2d>[0];
type DepthwiseConvolution = Parameters<typeof tf.layers.depthwiseConv2d>[0];
type Dense = Parameters<typeof tf.layers.dense>[0];

export interface SeededLayers {
  readonly conv2d: (config: Convolution) => tf.layers.Layer;
  readonly depthwiseConv2d: (config: DepthwiseConvolution) => tf.layers.Layer;
  readonly dense: (config: Dense) => tf.layers.Layer;
}

/** Factories of weighted layers with He initialization, each layer with a seed of its own. */
export function seededLayers(seed: number): SeededLayers {
  let count = 0;
  const nextSeed = () => seed * 1000 + ++count;
  const kernelInitializer = () => tf.initializers.heNormal({ seed: nextSeed() });
  // An output of a depthwise layer reads one channel; tfjs takes the "fan in" to be all of them.
  const depthwiseInitializer = () =>
    tf.initializers.varianceScaling({
      scale: 2,
      mode: 'fanOut',
      distribution: 'normal',
      seed: nextSeed(),
    });
  return {
    conv2d: (config) => tf.layers.conv2d({ ...config, kernelInitializer: kernelInitializer() }),
    depthwiseConv2d: (config) =>
      tf.layers.depthwiseConv2d({ ...config, depthwiseInitializer: depthwiseInitializer() }),
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
