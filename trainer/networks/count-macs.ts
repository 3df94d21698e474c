import type * as tf from '@tensorflow/tfjs';

const weightedClasses = ['Conv2D', 'DepthwiseConv2D', 'Dense'];

/** Multiply–accumulates of one inference in the convolutions and dense layers of a float model. */
export function countMacs(model: tf.LayersModel): number {
  return model.layers.reduce((sum, layer) => sum + macsOf(layer), 0);
}

/** Every element of a kernel is used once for each pixel that the layer puts out. */
function macsOf(layer: tf.layers.Layer): number {
  if (!weightedClasses.includes(layer.getClassName())) return 0;
  const [kernel] = layer.getWeights();
  const [, ...shape] = layer.outputShape as number[];
  const pixels = shape.slice(0, -1).reduce((product, length) => product * length, 1);
  return pixels * kernel.size;
}
