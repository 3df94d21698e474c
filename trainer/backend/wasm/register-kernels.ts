import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { batchMatMul } from './batch-mat-mul.js';
import { conv2dBackpropFilter } from './conv2d-backprop-filter.js';
import { conv2dBackpropInput } from './conv2d-backprop-input.js';
import { depthwiseBackpropFilter } from './depthwise-backprop-filter.js';
import { depthwiseBackpropInput } from './depthwise-backprop-input.js';
import { identity } from './identity.js';
import { tile } from './tile.js';
import { unsortedSegmentSum } from './unsorted-segment-sum.js';
import type { WasmKernel } from './wasm-kernel.js';

/** What training needs beyond the kernels of the WASM package; add one by adding a line. */
export const trainingKernels: readonly WasmKernel[] = [
  batchMatMul,
  conv2dBackpropFilter,
  conv2dBackpropInput,
  depthwiseBackpropFilter,
  depthwiseBackpropInput,
  identity,
  tile,
  unsortedSegmentSum,
];

/**
 * Registers every kernel of the table, in place of the package's own where it has one. It must run
 * once, before the backend is initialised, because that is when tfjs sets its kernels up.
 */
export function registerTrainingKernels(): void {
  for (const kernel of trainingKernels) register(kernel);
}

function register({ kernelName, kernel }: WasmKernel): void {
  const original = findKernel(kernelName);
  if (original !== undefined) tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({
    ...(original ?? {}),
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) =>
      kernel({
        inputs: inputs as Record<string, tf.TensorInfo>,
        attrs: attrs ?? {},
        backend: backend as BackendWasm,
        original: original?.kernelFunc ?? missingKernel(kernelName),
      }),
  });
}

/** `tf.getKernel` is typed as always finding one, which it does not. */
function findKernel(kernelName: string): tf.KernelConfig | undefined {
  return tf.getKernel(kernelName, 'wasm');
}

function missingKernel(kernelName: string): tf.KernelFunc {
  return () => {
    throw new Error(`The WASM package has no kernel ${kernelName} of its own.`);
  };
}
