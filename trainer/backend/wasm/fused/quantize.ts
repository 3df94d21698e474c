import type * as tf from '@tensorflow/tfjs';
import type { QuantizeInputs } from '../../fused-ops.js';
import { newTensors, valuesOf } from './heap-tensor.js';
import { simdKernels } from '../simd/simd-kernels.js';
import { isFourfold, staircasesOf, type Staircase } from './staircase.js';

const { fround, floor } = Math;

/** l + Δ·⌊clip((x − l)/Δ, 0, n) + ½⌋ in one pass. */
export function quantize(inputs: QuantizeInputs): tf.Tensor {
  const { x } = inputs;
  const [y] = newTensors(x.shape);
  const [values, levels] = valuesOf(x, y);
  for (const staircase of staircasesOf(inputs)) quantizeRange(values, levels, staircase);
  return y;
}

function quantizeRange(values: Float32Array, levels: Float32Array, staircase: Staircase): void {
  const { start, stride, lower, step, greatest } = staircase;
  const kernels = simdKernels();
  if (kernels && isFourfold(values, staircase)) {
    const end = values.byteOffset + values.byteLength;
    kernels.quantize(values.byteOffset, levels.byteOffset, end, lower, step, greatest);
    return;
  }
  for (let i = start; i < values.length; i += stride) {
    const position = fround(fround(values[i] - lower) / step);
    const clipped = position < 0 ? 0 : position > greatest ? greatest : position;
    levels[i] = fround(floor(fround(clipped + 0.5)) * step) + lower;
  }
}
