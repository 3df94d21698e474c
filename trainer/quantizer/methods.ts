import { softSlope, straightThroughSlope, type Slope } from './slopes.js';

/** How a quantizer's backward pass differs; the forward pass is the hard staircase for all. */
export interface QuantizationMethod {
  /** Gradient with respect to the values and α. */
  readonly slope: Slope;
  /** Whether the range gets a gradient, or stays where calibration put it. */
  readonly learnsRange: boolean;
  /** Whether the quantizer has an α. */
  readonly learnsAlpha: boolean;
}

/**
 * `dsq` is Differentiable Soft Quantization (Gong et al., ICCV 2019), `lsq` Learned Step Size
 * Quantization (Esser et al., ICLR 2020), `ste` a fixed range with the straight-through estimator.
 */
export const quantizationMethods = {
  dsq: { slope: softSlope, learnsRange: true, learnsAlpha: true },
  lsq: { slope: straightThroughSlope, learnsRange: true, learnsAlpha: false },
  ste: { slope: straightThroughSlope, learnsRange: false, learnsAlpha: false },
} satisfies Record<string, QuantizationMethod>;

export type MethodName = keyof typeof quantizationMethods;

export const methodNames = Object.keys(quantizationMethods) as MethodName[];
