import * as tf from '@tensorflow/tfjs';

/**
 * Measures every batch norm's mean and variance anew with the weights as they are now, over the
 * given batches: during training the averages lag behind the weights, and in low-bit networks,
 * where a weight jumps by whole levels, that costs accuracy.
 *
 * A batch norm keeps `momentum · average + (1 − momentum) · batch`, so with momentum k / (k + 1)
 * at batch k its average is the plain mean over the batches.
 *
 * Source: Sun et al., "Hybrid 8-bit Floating Point (HFP8) Training", NeurIPS 2019, section 3.2.
 *
 * @param batches Inputs of the model, [batch, height, width, channels]; each is disposed of.
 */
export function estimateBatchNorm(model: tf.LayersModel, batches: Iterable<tf.Tensor4D>): void {
  const layers = batchNormsOf(model);
  if (layers.length === 0) return;
  const before = layers.map((layer) => layer.momentum);
  let seen = 0;
  for (const images of batches) {
    for (const layer of layers) layer.momentum = seen / (seen + 1);
    tf.tidy(() => {
      model.apply(images, { training: true });
    });
    images.dispose();
    seen += 1;
  }
  layers.forEach((layer, i) => {
    layer.momentum = before[i]!;
  });
}

/** tfjs declares the class only inside the package and its momentum read-only; neither binds. */
type BatchNorm = tf.layers.Layer & { momentum: number };

function batchNormsOf(model: tf.LayersModel): BatchNorm[] {
  return model.layers.filter(
    (layer): layer is BatchNorm => layer.getClassName() === 'BatchNormalization',
  );
}
