import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

type NamedInputs = Record<string, tf.TensorInfo>;

export interface KernelCall<Inputs extends NamedInputs, Attributes> {
  readonly inputs: Inputs;
  readonly attrs: Attributes;
  readonly backend: BackendWasm;
  /** The kernel of this name that the WASM package brings; calling it throws where it has none. */
  readonly original: tf.KernelFunc;
}

/** A kernel that the WASM package lacks or that training needs faster. One is one file here. */
export interface WasmKernel {
  readonly kernelName: string;
  readonly kernel: (call: KernelCall<NamedInputs, object>) => tf.TensorInfo;
}

/**
 * Names the inputs' and attributes' types once, at the kernel's definition: tfjs hands all kernels
 * untyped records, so that this is the one place with a cast.
 */
export function defineKernel<Inputs extends NamedInputs, Attributes extends object>(
  kernelName: string,
  kernel: (call: KernelCall<Inputs, Attributes>) => tf.TensorInfo,
): WasmKernel {
  return { kernelName, kernel: kernel as WasmKernel['kernel'] };
}

/** Runs a kernel of the WASM backend, given by its name or as the function itself. */
export type RunKernel = (
  kernel: string | tf.KernelFunc,
  inputs: NamedInputs,
  attrs?: object,
) => tf.TensorInfo;

/**
 * Runs `body`, which makes its result of other WASM kernels, and frees every intermediate tensor:
 * below the engine nothing is tidied by itself. The result must come from `run`.
 */
export function composeKernels(
  backend: BackendWasm,
  body: (run: RunKernel) => tf.TensorInfo,
): tf.TensorInfo {
  const made: tf.TensorInfo[] = [];
  let result: tf.TensorInfo | undefined;
  const run: RunKernel = (kernel, inputs, attrs = {}) => {
    const kernelFunc =
      typeof kernel === 'string' ? tf.getKernel(kernel, 'wasm').kernelFunc : kernel;
    const output = kernelFunc({
      inputs,
      backend,
      attrs: attrs as tf.NamedAttrMap,
    }) as tf.TensorInfo;
    made.push(output);
    return output;
  };
  try {
    result = body(run);
    return result;
  } finally {
    for (const tensor of made) {
      if (tensor !== result) backend.disposeData(tensor.dataId);
    }
  }
}
