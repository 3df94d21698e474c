import { SoftbitError } from '../../codegen/index.js';

const supportedLayers =
  'InputLayer, Conv2D, DepthwiseConv2D, Dense, BatchNormalization, ReLU, Activation (relu, relu6, linear, softmax), Add, MaxPooling2D, AveragePooling2D, GlobalAveragePooling2D, Flatten, Reshape to a vector, Dropout, ZeroPadding2D, Softmax';

/** A layer that has no integer form, or not in this place. */
export function unsupportedLayer(name: string, className: string, reason: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_LAYER_UNSUPPORTED',
    message: `Layer "${name}" (${className}) cannot be quantized: ${reason}. Supported layers: ${supportedLayers}.`,
    exitCode: 4,
  });
}

export function sharedLayer(name: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_MODEL_SHARED_LAYER',
    message: `Layer "${name}" is called more than once, so that one set of weights would need several quantizers. Give each call a layer of its own.`,
    exitCode: 4,
  });
}

export function severalEnds(name: string, inputs: number, outputs: number): SoftbitError {
  return new SoftbitError({
    code: 'SB_MODEL_ENDS',
    message: `Model "${name}" has ${inputs} inputs and ${outputs} outputs; quantization takes models with one of each. Split it, or cut it at one output.`,
    exitCode: 4,
  });
}

export function badBits(field: string, bits: number, least: number): SoftbitError {
  return new SoftbitError({
    code: 'SB_BITS',
    message: `${field} is ${bits}. Bits are whole numbers from ${least} to 8, or 32 for float.`,
    exitCode: 2,
  });
}

export function unknownMethod(method: string, known: readonly string[]): SoftbitError {
  return new SoftbitError({
    code: 'SB_METHOD_UNKNOWN',
    message: `There is no quantization method "${method}". Give one of ${known.join(', ')}.`,
    exitCode: 2,
  });
}

export function unknownSpecLayer(
  name: string,
  field: string,
  known: readonly string[],
): SoftbitError {
  return new SoftbitError({
    code: 'SB_SPEC_LAYER',
    message: `The quantization spec's ${field} names layer "${name}", which the quantized model does not have. Its quantized layers are ${known.join(', ')}.`,
    exitCode: 2,
  });
}
