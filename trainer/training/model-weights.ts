import * as tf from '@tensorflow/tfjs';

/** A copy of every variable of a model in the model's order, moving averages included. */
export function readWeights(model: tf.LayersModel): Float32Array[] {
  return model.weights.map((weight) => Float32Array.from(weight.read().dataSync()));
}

/** Puts back what `readWeights` gave, for a model of the same architecture. */
export function restoreWeights(model: tf.LayersModel, weights: readonly Float32Array[]): void {
  tf.tidy(() => {
    model.setWeights(
      model.weights.map((weight, i) => tf.tensor(weights[i].slice(), weight.shape as number[])),
    );
  });
}

/** The variables that gradients reach, in the model's order. */
export function trainableVariables(model: tf.LayersModel): tf.Variable[] {
  return model.trainableWeights.map((weight) => weight.read() as tf.Variable);
}
