import type * as tf from '@tensorflow/tfjs';
import { WeightedLayer } from '../layers/index.js';
import { assignBits } from './assign-bits.js';
import { buildTwin } from './build-twin.js';
import { readGraph } from './model-graph.js';
import { planLayers } from './plan-layers.js';
import { completeSpec, type QuantizationSpec } from './spec.js';
import { readSteps } from './steps.js';
import { swapReluAndPool } from './swap-relu-and-pool.js';

/**
 * Makes the quantized twin of a float model: same layer names, same weights, batch norm statistics
 * included; weights are quantized in every forward pass, ReLUs become learnt quantizers. The
 * model's input counts as 8-bit pixels in [0, 1], or around 0 with `signedInput`. Weight ranges are fitted at once, activation
 * ranges by {@link calibrate}. The float model is left as it is.
 *
 * @throws SoftbitError `SB_LAYER_UNSUPPORTED`, `SB_MODEL_SHARED_LAYER`, `SB_MODEL_ENDS`, `SB_BITS`,
 * `SB_METHOD_UNKNOWN`, `SB_SPEC_LAYER`
 * @example
 * const twin = quantizeModel(model, { weights: { bits: 2 }, activations: { bits: 2 } });
 * calibrate(twin, images);
 */
export function quantizeModel(model: tf.LayersModel, spec: QuantizationSpec): tf.LayersModel {
  const complete = completeSpec(spec);
  const { signedInput, residualBits } = complete;
  const separateResidual = residualBits !== undefined;
  const steps = swapReluAndPool(readSteps(readGraph(model)));
  const planned = planLayers(steps, { signedInput, separateResidual });
  const bits = assignBits(planned, complete);
  const twin = buildTwin({ name: model.name, planned, bits, method: complete.method });
  fitWeightRanges(twin);
  return twin;
}

/** Fits every weight range to the present weights with minimal squared error. */
export function fitWeightRanges(model: tf.LayersModel): void {
  for (const layer of model.layers) {
    if (layer instanceof WeightedLayer) layer.fitWeightRange();
  }
}
