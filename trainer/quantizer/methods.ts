import type { SlopeName } from './slopes.js';

/** How a quantizer's backward pass differs; the forward pass is the hard staircase for all. */
export interface QuantizationMethod {
  /** Gradient with respect to the values and α. */
  readonly slope: SlopeName;
  /**
   * What the range learns from: nothing, and it stays where calibration put it; the values that it
   * clips alone; or those inside, too.
   */
  readonly range: 'fixed' | 'clipped' | 'whole';
  /** Whether the quantizer has an α of its own; the soft slope of one that has not has α = 0.2. */
  readonly learnsAlpha: boolean;
  /** Whether 1-bit weights are −1 and 1 for good, in place of −u and u. */
  readonly unitLevels: boolean;
}

const dsq: QuantizationMethod = {
  slope: 'soft',
  range: 'whole',
  learnsAlpha: true,
  unitLevels: false,
};

const ste: QuantizationMethod = {
  slope: 'straight-through',
  range: 'fixed',
  learnsAlpha: false,
  unitLevels: false,
};

/**
 * - `dsq`: Differentiable Soft Quantization (Gong et al., ICCV 2019), at 1 bit its piecewise form;
 * - `dsq-alpha`: the same with a fixed range, `dsq-fixed`: and with a fixed α;
 * - `dsq-binary`: the binary form, which is `dsq` but for 1-bit weights, whose levels are ±1;
 * - `lsq`: Learned Step Size Quantization (Esser et al., ICLR 2020);
 * - `pact`: Parameterized Clipping Activation (Choi et al., 2018), on weights, too, where the paper
 *   has no learnt range, and without its penalty on ranges;
 * - `ste`: a fixed range and the straight-through estimator.
 */
export const quantizationMethods = {
  dsq,
  'dsq-alpha': { ...dsq, range: 'fixed' },
  'dsq-fixed': { ...dsq, range: 'fixed', learnsAlpha: false },
  'dsq-binary': { ...dsq, unitLevels: true },
  lsq: { ...ste, range: 'whole' },
  pact: { ...ste, range: 'clipped' },
  ste,
} satisfies Record<string, QuantizationMethod>;

export type MethodName = keyof typeof quantizationMethods;

export const methodNames = Object.keys(quantizationMethods) as MethodName[];
