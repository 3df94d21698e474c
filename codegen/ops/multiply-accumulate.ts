import { expectLength, verifyRequantization, codeInterval, greatestCode } from './requantize.js';
import { invalidNode } from '../errors.js';
import type { AccumulatorBounds, Conv2DNode, DenseNode, Tensor, Weights } from '../model/graph.js';

const INT32_MAX = 2 ** 31 - 1;

/** Integer weights of all codes, in their order: lowest + step · code. */
export function integerWeights({ lowest, step, codes }: Weights): Int32Array {
  const values = new Int32Array(codes.length);
  for (let index = 0; index < codes.length; index++) values[index] = lowest + step * codes[index];
  return values;
}

/**
 * Σ left[from + i] · right[at + i], in 32 bits: the bounds that `verifyMultiplyAccumulate` checks
 * hold for every part of the sum, too.
 */
export function dotProduct(
  left: Int32Array,
  from: number,
  right: Int32Array,
  at: number,
  count: number,
): number {
  const inFours = count - (count % 4);
  let sum = 0;
  for (let index = 0; index < inFours; index += 4) {
    sum = (sum + fourProducts(left, from + index, right, at + index)) | 0;
  }
  for (let index = inFours; index < count; index++) {
    sum = (sum + Math.imul(left[from + index], right[at + index])) | 0;
  }
  return sum;
}

/** Most of the reference’s time goes by here, and less of it where a turn has four products. */
function fourProducts(left: Int32Array, from: number, right: Int32Array, at: number): number {
  return (
    (Math.imul(left[from], right[at]) +
      Math.imul(left[from + 1], right[at + 1]) +
      Math.imul(left[from + 2], right[at + 2]) +
      Math.imul(left[from + 3], right[at + 3])) |
    0
  );
}

/**
 * Least and greatest Σ (code − zeroPoint) · weight over all channels and all inputs. Each term's
 * ends are exact, the terms are independent, so the sum's ends are reached.
 */
export function weightedSumBounds(weights: Weights, input: Tensor): AccumulatorBounds {
  const [low, high] = codeInterval(input);
  const values = integerWeights(weights);
  const perOutput = values.length / weights.shape[0];
  let min = 0;
  let max = 0;
  for (let output = 0; output < weights.shape[0]; output++) {
    let least = 0;
    let greatest = 0;
    for (let index = output * perOutput; index < (output + 1) * perOutput; index++) {
      least += Math.min(values[index] * low, values[index] * high);
      greatest += Math.max(values[index] * low, values[index] * high);
    }
    min = Math.min(min, least);
    max = Math.max(max, greatest);
  }
  return { min, max };
}

/** The checks that conv2d and dense share: weights, stated bounds, residual, requantization. */
export function verifyMultiplyAccumulate(
  node: Conv2DNode | DenseNode,
  inputs: readonly Tensor[],
  output: Tensor,
): void {
  verifyWeights(node.name, node.weights);
  verifyBounds(node, weightedSumBounds(node.weights, inputs[0]));
  const residual = inputs.at(1);
  if (residual) verifyResidual(node.name, residual, output);
  verifyRequantization({
    name: node.name,
    requantization: node.requantize,
    channels: node.weights.shape[0],
    accumulator: node.accumulator,
    residual,
    output,
  });
}

function verifyWeights(name: string, { bits, codes, shape, step, lowest }: Weights): void {
  expectLength(name, 'weights', codes.length, shape[0] * shape[1] * shape[2] * shape[3]);
  const highest = lowest + step * (2 ** bits - 1);
  if (lowest < -255 || highest > 255) {
    throw invalidNode(name, `its weights reach ${lowest} … ${highest}, beyond −255 … 255`);
  }
  const tooLarge = codes.findIndex((code) => code >= 2 ** bits);
  if (tooLarge >= 0) {
    throw invalidNode(name, `weight code ${codes[tooLarge]} does not fit ${bits} bits`);
  }
}

/** The stated bounds are exactly the computed ones, so that nobody can understate them. */
export function verifyBounds(
  node: { readonly name: string; readonly accumulator: AccumulatorBounds },
  computed: AccumulatorBounds,
): void {
  const { min, max } = node.accumulator;
  if (min !== computed.min || max !== computed.max) {
    throw invalidNode(
      node.name,
      `its accumulator is stated as ${min} … ${max} but reaches ${computed.min} … ${computed.max}`,
    );
  }
  if (min < -INT32_MAX || max > INT32_MAX) {
    throw invalidNode(node.name, `its accumulator reaches ${min} … ${max}, beyond 32 bits`);
  }
}

function verifyResidual(name: string, residual: Tensor, output: Tensor): void {
  greatestCode(residual);
  if (residual.shape.join() !== output.shape.join()) {
    throw invalidNode(
      name,
      `its residual is ${residual.shape.join('×')}, its output ${output.shape.join('×')}`,
    );
  }
}
