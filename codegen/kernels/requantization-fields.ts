import type { CodeTensor, Requantization } from '../model/graph.js';
import { field } from './layer-fields.js';
import type { ConstantArray, LayerField } from './kernel.js';

/** `softbit_requantization`; fields of the form that is not used stay null. */
export function requantizationFields(
  requantization: Requantization,
  residual: CodeTensor | undefined,
): LayerField[] {
  if (requantization.kind === 'thresholds') {
    return [constants('thresholds', 'int32_t', requantization.thresholds)];
  }
  const { multipliers, biases, shift, residualMultipliers } = requantization;
  return [
    constants('multipliers', 'int32_t', multipliers),
    constants('biases', 'int64_t', biases),
    field('requantization.shift', 'uint32_t', shift),
    ...(residual && residualMultipliers
      ? [
          constants('residual_multipliers', 'int32_t', residualMultipliers),
          field('requantization.residual_zero_point', 'int32_t', residual.zeroPoint),
        ]
      : []),
  ];
}

function constants(
  suffix: string,
  type: ConstantArray['type'],
  numbers: ConstantArray['numbers'],
): LayerField {
  return {
    name: `requantization.${suffix}`,
    value: { type, numbers, suffix, role: 'requantization' },
  };
}
