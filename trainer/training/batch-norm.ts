import * as tf from '@tensorflow/tfjs';

/**
 * tfjs declares the class only inside its package, and its variables and settings private or
 * read-only; neither binds at run time.
 */
export interface BatchNorm extends tf.layers.Layer {
  momentum: number;
  readonly epsilon: number;
  readonly gamma?: tf.LayerVariable;
  readonly beta?: tf.LayerVariable;
  readonly movingMean: tf.LayerVariable;
  readonly movingVariance: tf.LayerVariable;
}

/** The model's batch norms, front to back. */
export function batchNormsOf(model: tf.LayersModel): BatchNorm[] {
  return model.layers.filter(
    (layer): layer is BatchNorm => layer.getClassName() === 'BatchNormalization',
  );
}
