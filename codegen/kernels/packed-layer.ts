import type { CodeTensor, Requantization } from '../model/graph.js';
import type { ConstantArray, Layer, LayerField } from './kernel.js';
import type { LinearRequantization } from './linear-requantization.js';
import { requantizationFields } from './requantization-fields.js';

export interface PackedLayerOptions {
  /** Codes in the kernel's own order. */
  readonly weights: Uint8Array;
  /** Taken where it is there, as the kernel wants it. */
  readonly counted?: Int16Array;
  readonly linear: LinearRequantization | undefined;
  /** Used where there is no other form. */
  readonly requantize: Requantization;
  readonly residual: CodeTensor | undefined;
}

/** `softbit_packed_layer`: the parameters of a kernel that is made for its layer's shape. */
export function packedLayer({ weights, ...options }: PackedLayerOptions): Layer {
  return {
    type: 'softbit_packed_layer',
    fields: [array('weights', 'uint8_t', weights, 'weights'), ...constantFields(options)],
  };
}

function constantFields({
  counted,
  linear,
  requantize,
  residual,
}: Omit<PackedLayerOptions, 'weights'>): LayerField[] {
  if (counted) return [array('thresholds', 'int16_t', counted, 'requantization')];
  return linear ? linearFields(linear) : requantizationFields(requantize, residual);
}

function linearFields({
  multipliers,
  residualMultipliers,
  biases,
}: LinearRequantization): LayerField[] {
  return [
    array('multipliers', 'int32_t', multipliers, 'requantization'),
    array('biases', 'int32_t', biases, 'requantization'),
    ...(residualMultipliers
      ? [array('residual_multipliers', 'int32_t', residualMultipliers, 'requantization')]
      : []),
  ];
}

function array(
  name: string,
  type: ConstantArray['type'],
  numbers: ConstantArray['numbers'],
  role: ConstantArray['role'],
): LayerField {
  return { name, value: { type, numbers, suffix: name, role } };
}
