import type { QuantizeGradientInputs, QuantizeGradients } from '../../fused-ops.js';
import { newTensors, valuesOf } from './heap-tensor.js';
import { staircasesOf, type Staircase } from './staircase.js';
import { softSums } from '../simd/sum-kernels.js';
import { softSlope, straightSlope, type SlopeSums } from './slope-sums.js';

/** |a| beyond it makes the staircase endlessly sharp in 32-bit floats; a learns no further. */
const greatestParameter = 12;

/**
 * The derivatives of the staircase in one pass. With q the soft staircase, or the hard one where the
 * slope is 1, and p = (x − l)/Δ, the sums over a range give ∂u = (Σ q − Σ g·p)/n + above and
 * ∂l = Σ (1 − g) − (Σ q − Σ g·p)/n + below; l = −r·u, u = e^range and α = ½·sigmoid(a).
 */
export function quantizeGradient(inputs: QuantizeGradientInputs): QuantizeGradients {
  const { dy, x, upper, alphaParameter, soft, factor } = inputs;
  const [byX, byRange, byParameter] = newTensors(x.shape, upper.shape, alphaParameter.shape);
  const [memory] = newTensors([softSums.length * 4]);
  const [given, values, result, scratch] = valuesOf(dy, x, byX, memory);
  const [dRange, dParameter, [parameter]] = valuesOf(byRange, byParameter, alphaParameter);
  const bounded = Math.min(Math.max(parameter, -greatestParameter), greatestParameter);
  const alpha = 0.5 / (1 + Math.exp(-bounded));
  let byAlpha = 0;
  for (const [range, staircase] of staircasesOf(inputs).entries()) {
    const place = { dy: given, x: values, dx: result, staircase, scratch };
    const sums = soft ? softSlope(place, alpha) : straightSlope(place);
    dRange[range] = factor * staircase.upper * rangeGradient(sums, staircase, inputs);
    byAlpha += (staircase.step * sums.alpha) / 2;
  }
  memory.dispose();
  dParameter[0] = bounded === parameter ? byAlpha * alpha * (1 - 2 * alpha) : 0;
  return { x: byX, range: byRange, alphaParameter: byParameter };
}

/** ∂u − r·∂l. */
function rangeGradient(
  { below, above, inside, slopes, positions, levels }: SlopeSums,
  { greatest }: Staircase,
  { range, lowerRatio }: QuantizeGradientInputs,
): number {
  if (range === 'fixed') return 0;
  if (range === 'clipped') return above - lowerRatio * below;
  const within = (levels - positions) / greatest;
  return within + above - lowerRatio * (inside - slopes - within + below);
}
