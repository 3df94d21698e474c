import * as tf from '@tensorflow/tfjs';
import {
  elementCount,
  findTensor,
  type CodeTensor,
  type Model,
  type Tensor,
} from '../../codegen/index.js';
import { roundHalfUp } from '../quantizer/index.js';

/** What the trainer's forward pass gave for one tensor of the integer model, for one sample. */
export interface Observation {
  /** Codes, or logits rounded to the output's scale. */
  readonly values: Int32Array;
  /** In steps and before rounding and clipping, the zero point included. */
  readonly positions: Float64Array;
}

export type Observe = (pixels: Uint8Array, count: number) => Map<string, Observation>[];

/**
 * Runs the fake-quantized model on raw pixels and shows every tensor of its integer form, one map
 * for each sample.
 */
export function observer(model: tf.LayersModel, exported: Model): Observe {
  const watched = exported.tensors.filter(({ name }) => name !== exported.input.tensor);
  const symbols = watched.map((tensor) => symbolsOf(model, tensor));
  // tfjs refuses to give an output twice.
  const outputs = [...new Set(symbols.flatMap(({ before, after }) => [before, after]))];
  const probe = tf.model({ inputs: model.inputs, outputs });
  const input = findTensor(exported, exported.input.tensor) as CodeTensor;
  const size = elementCount(input.shape);
  return (pixels, count) => {
    const arrays = runProbe(probe, valuesOfCodes(input, pixels), count);
    const valuesOf = (symbol: tf.SymbolicTensor) => arrays[outputs.indexOf(symbol)];
    return Array.from({ length: count }, (_, sample) => {
      const observations = watched.map((tensor, index): [string, Observation] => {
        const part = partOf(tensor, sample);
        const { before, after } = symbols[index];
        return [tensor.name, observe(tensor, part(valuesOf(before)), part(valuesOf(after)))];
      });
      const codes = Int32Array.from(pixels.subarray(sample * size, (sample + 1) * size));
      const pixelCodes = { values: codes, positions: Float64Array.from(codes) };
      return new Map([[input.name, pixelCodes], ...observations]);
    });
  };
}

/** Divided as batches are, since multiplying by 1/255 may round to another float. */
function valuesOfCodes({ zeroPoint, scale }: CodeTensor, codes: Uint8Array): Float32Array {
  return Float32Array.from(codes, (code) => (code - zeroPoint) / (1 / scale));
}

function runProbe(probe: tf.LayersModel, values: Float32Array, count: number): Float32Array[] {
  const arrays: Float32Array[] = [];
  tf.tidy(() => {
    const [, ...shape] = probe.inputs[0].shape as number[];
    const found = probe.predictOnBatch(tf.tensor(values, [count, ...shape]));
    for (const tensor of [found].flat()) arrays.push(tensor.dataSync<'float32'>());
  });
  return arrays;
}

interface Symbols {
  readonly before: tf.SymbolicTensor;
  readonly after: tf.SymbolicTensor;
}

/** A quantizer is seen before and behind it; a pool's codes are exact, logits are what they are. */
function symbolsOf(model: tf.LayersModel, { type, name }: Tensor): Symbols {
  if (type === 'int32') {
    const logits = logitsOf(model.outputs[0]);
    return { before: logits, after: logits };
  }
  const layer = model.getLayer(name);
  const after = layer.output as tf.SymbolicTensor;
  const before =
    layer.getClassName() === 'QuantActivation' ? (layer.input as tf.SymbolicTensor) : after;
  return { before, after };
}

/** The model's output, before its softmax if it has one. */
function logitsOf(output: tf.SymbolicTensor): tf.SymbolicTensor {
  const layer = output.sourceLayer;
  const isSoftmax = ['Softmax', 'Activation'].includes(layer.getClassName());
  return isSoftmax ? logitsOf(layer.input as tf.SymbolicTensor) : output;
}

function partOf({ shape }: Tensor, sample: number): (values: Float32Array) => Float32Array {
  const size = elementCount(shape);
  return (values) => values.subarray(sample * size, (sample + 1) * size);
}

/** A loop, since a typed array’s own `from` was a third of a comparison’s time. */
function observe(tensor: Tensor, before: Float32Array, after: Float32Array): Observation {
  const zeroPoint = tensor.type === 'codes' ? tensor.zeroPoint : 0;
  const values = new Int32Array(after.length);
  const positions = new Float64Array(before.length);
  for (let index = 0; index < values.length; index++) {
    values[index] = roundHalfUp(after[index] / tensor.scale) + zeroPoint;
    positions[index] = before[index] / tensor.scale + zeroPoint;
  }
  return { values, positions };
}
