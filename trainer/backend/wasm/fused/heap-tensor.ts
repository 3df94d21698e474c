import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/** New tensors on the WASM heap, their numbers undefined. */
export function newTensors(...shapes: readonly (readonly number[])[]): tf.Tensor[] {
  const backend = tf.backend() as BackendWasm;
  return shapes.map((shape) =>
    tf.engine().makeTensorFromTensorInfo(backend.makeOutput([...shape], 'float32'), backend),
  );
}

/** The memory of tensors. Take it after the last allocation, which may move the heap. */
export function valuesOf(...tensors: readonly tf.Tensor[]): Float32Array[] {
  const backend = tf.backend() as BackendWasm;
  return tensors.map((tensor) => backend.typedArrayFromHeap(tensor) as Float32Array);
}
