import type { ConstantArray, Layer } from '../kernel.js';

export interface MveLayerOptions {
  /** Bytes of weights stand in words, so that they are aligned. */
  readonly weights: Uint32Array;
  readonly constants: Int32Array;
}

/** `softbit_mve_layer`: weights and constants in the order of a kernel that is made for its shape. */
export function mveLayer({ weights, constants }: MveLayerOptions): Layer {
  return {
    type: 'softbit_mve_layer',
    fields: [
      array('weights', 'uint32_t', weights, 'weights'),
      array('constants', 'int32_t', constants, 'requantization'),
    ],
  };
}

function array(
  name: string,
  type: ConstantArray['type'],
  numbers: ConstantArray['numbers'],
  role: ConstantArray['role'],
) {
  return { name, value: { type, numbers, suffix: name, role } };
}
