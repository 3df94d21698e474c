import type { CodeTensor } from '../../model/graph.js';
import type { LayerField } from '../kernel.js';

/**
 * Portable kernels state instructions of a Cortex-M4. Each is about four cycles here: more
 * instructions for want of operands that shift and registers that hold, and slower loads.
 */
export const PORTABLE_CYCLES_PER_INSTRUCTION = 4;

/** Four pixels of padding as the polynomial form stages them: up to four zero points a byte. */
export function paddingWord({ zeroPoint, bits }: CodeTensor, channels: number): number {
  let byte = 0;
  for (let channel = 0; channel < channels; channel++) byte |= zeroPoint << (channel * bits);
  return byte * 0x01010101;
}

/**
 * Cores that execute ARMv6-M's instructions at their best: Cortex-M0 and M0+, and Cortex-M3, whose
 * long multiplications take several cycles. Those with `dsp` have better ones.
 */
export function multipliesShort(features: readonly string[]): boolean {
  return features.includes('thumb1') || (features.includes('thumb2') && !features.includes('dsp'));
}

/** Per-channel constants, signed or not, as words. */
export function constantField(name: string, numbers: Int32Array): LayerField {
  return {
    name,
    value: {
      type: 'uint32_t',
      numbers: Uint32Array.from(numbers),
      suffix: name,
      role: 'requantization',
    },
  };
}
