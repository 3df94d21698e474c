import * as tf from '@tensorflow/tfjs';
import {
  QuantActivation,
  QuantConv2D,
  QuantDense,
  QuantDepthwiseConv2D,
  type WeightedConfig,
  type WindowConfig,
} from '../layers/index.js';
import type { MethodName } from '../quantizer/index.js';
import type { BitsOfLayer } from './assign-bits.js';
import type { PlannedActivation, PlannedLayer, PlannedWeights } from './plan-layers.js';
import type { Step } from './steps.js';

export interface BuildTwinOptions {
  readonly name: string;
  readonly planned: readonly PlannedLayer[];
  readonly bits: ReadonlyMap<string, BitsOfLayer>;
  readonly method: MethodName;
}

/** The quantized model of a plan, with the float layers' weights. */
export function buildTwin({ name, planned, bits, method }: BuildTwinOptions): tf.LayersModel {
  const tensors = new Map<string, tf.SymbolicTensor>();
  for (const layer of planned) {
    const inputs = layer.inputs.map((input) => tensors.get(input)!);
    tensors.set(layer.name, applyPlanned(layer, inputs, { bits, method }));
  }
  return tf.model({
    name,
    inputs: tensors.get(planned[0].name)!,
    outputs: tensors.get(planned.at(-1)!.name)!,
  });
}

type Settings = Pick<BuildTwinOptions, 'bits' | 'method'>;

function applyPlanned(
  layer: PlannedLayer,
  inputs: readonly tf.SymbolicTensor[],
  settings: Settings,
): tf.SymbolicTensor {
  if (layer.role !== 'kept') {
    const quantized =
      layer.role === 'weights' ? quantWeights(layer, settings) : quantActivation(layer, settings);
    const output = quantized.apply(inputs[0]) as tf.SymbolicTensor;
    if (layer.role === 'weights') copyWeights(layer.step, quantized);
    return output;
  }
  const { step } = layer;
  if (step.kind === 'input') return inputLike(step);
  const kept = keptLayer(step);
  const output = kept.apply(inputs.length === 1 ? inputs[0] : [...inputs]) as tf.SymbolicTensor;
  copyWeights(step, kept);
  return output;
}

function quantActivation(
  { name, range, ceiling }: PlannedActivation,
  { bits, method }: Settings,
): QuantActivation {
  return new QuantActivation({ name, range, ceiling, method, bits: bits.get(name)!.bits });
}

type QuantizedClass = (
  config: tf.serialization.ConfigDict,
  shared: WeightedConfig,
) => tf.layers.Layer;

const quantizedClasses: Readonly<Record<string, QuantizedClass>> = {
  Conv2D: (config, shared) =>
    new QuantConv2D({ ...shared, ...windowOf(config), filters: config['filters'] as number }),
  DepthwiseConv2D: (config, shared) => {
    const depthMultiplier = config['depthMultiplier'] as number;
    return new QuantDepthwiseConv2D({ ...shared, ...windowOf(config), depthMultiplier });
  },
  Dense: (config, shared) => new QuantDense({ ...shared, units: config['units'] as number }),
};

function quantWeights({ name, step }: PlannedWeights, { bits, method }: Settings): tf.layers.Layer {
  const { bits: weightBits, perChannel } = bits.get(name)!;
  const useBias = step.config['useBias'] as boolean;
  const shared = { name, useBias, weightBits, perChannel, method };
  return quantizedClasses[step.className](step.config, shared);
}

/** tfjs normalizes kernel sizes and strides to pairs, dilations not always. */
function windowOf(config: tf.serialization.ConfigDict): WindowConfig {
  const pair = (value: unknown): [number, number] =>
    Array.isArray(value) ? (value as [number, number]) : [value as number, value as number];
  return {
    kernelSize: pair(config['kernelSize']),
    strides: pair(config['strides']),
    dilationRate: pair(config['dilationRate'] ?? 1),
    padding: config['padding'] as 'same' | 'valid',
  };
}

function inputLike({ name, config }: Step): tf.SymbolicTensor {
  const [, ...shape] = config['batchInputShape'] as tf.Shape;
  return tf.input({ shape, name });
}

/** A new layer of the same class and settings; an activation that was inside of one has no layer. */
function keptLayer({ name, config, layer }: Step): tf.layers.Layer {
  if (!layer) return tf.layers.activation({ name, activation: config['activation'] as 'softmax' });
  const layerClass = layer.constructor as tf.serialization.SerializableConstructor<tf.layers.Layer>;
  return layerClass.fromConfig(layerClass, config);
}

/** Copies a layer's own weights; those of a quantizer stand behind them and stay. */
function copyWeights({ layer }: Step, twin: tf.layers.Layer): void {
  const weights = layer?.getWeights() ?? [];
  if (weights.length === 0) return;
  twin.setWeights([...weights, ...twin.getWeights().slice(weights.length)]);
}
