import type { Tensor, Values } from '../../codegen/index.js';
import type { Observation } from './probe-model.js';

export interface Comparison {
  readonly values: number;
  readonly equal: number;
  /** Different by one code, where 32-bit rounding error decides. */
  readonly ties: number;
  readonly mismatches: number;
  /** Greatest distance of a tie from its threshold: in steps, or of logits in the greatest logit. */
  readonly farthestTie: number;
}

/** What logits may differ by, in parts of the sample's greatest: 32-bit floats carry 24 bits. */
const logitTieDistance = 2 ** -17;

/**
 * Distance from a decision threshold, in steps of the output, up to which a difference is a tie.
 * Rounding grows with the sum's terms, and so with the range that they fill: of 47 million sums of
 * 27 terms, a first convolution's, the one farthest from its exact value stood 2^-19.6 of 8 bits'
 * range away.
 *
 * Source: Higham, "Accuracy and Stability of Numerical Algorithms", section 4.2, whose bound
 * n · 2^-24 · Σ|w · x| is wider.
 */
export function tieDistance(bits: number): number {
  return Math.max(2 ** -12, (2 ** bits - 1) * 2 ** -19);
}

/** Compares one tensor of one sample, as the trainer and as the reference computed it. */
export function compareValues(
  tensor: Tensor,
  observed: Observation,
  reference: Values,
): Comparison {
  const distanceOf = tensor.type === 'codes' ? codeDistance(observed) : logitDistance(observed);
  const allowed = tensor.type === 'codes' ? tieDistance(tensor.bits) : logitTieDistance;
  let [equal, ties, farthestTie] = [0, 0, 0];
  reference.forEach((value, index) => {
    if (value === observed.values[index]) return equal++;
    const distance = distanceOf(index, value);
    if (!(distance <= allowed)) return;
    ties++;
    farthestTie = Math.max(farthestTie, distance);
  });
  const values = reference.length;
  return { values, equal, ties, mismatches: values - equal - ties, farthestTie };
}

type Distance = (index: number, reference: number) => number;

/** From the threshold between two neighbouring codes; infinite where the codes are no neighbours. */
function codeDistance({ values, positions }: Observation): Distance {
  return (index, reference) => {
    const own = values[index];
    if (Math.abs(own - reference) !== 1) return Infinity;
    return Math.abs(positions[index] - (Math.min(own, reference) + 0.5));
  };
}

/** Beyond the half step that rounding to the output's scale takes, in the sample's greatest logit. */
function logitDistance({ positions }: Observation): Distance {
  const greatest = positions.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  return (index, reference) => Math.max(0, Math.abs(positions[index] - reference) - 0.5) / greatest;
}
