import type { Conv2DNode, DenseNode, Requantization, Tensor, Weights } from '../../model/graph.js';
import { integerWeights, weightedSumBounds } from '../../ops/multiply-accumulate.js';

/** The layer with some of its output channels alone. */
export function keepOutputs<Node extends Conv2DNode | DenseNode>(
  node: Node,
  input: Tensor,
  kept: readonly number[],
): Node {
  const { weights, requantize } = node;
  const [outputs, height, width, inputs] = weights.shape;
  const codes = pick(weights.codes, kept, weights.codes.length / outputs);
  const fewer: Weights = { ...weights, codes, shape: [kept.length, height, width, inputs] };
  return {
    ...node,
    weights: fewer,
    accumulator: weightedSumBounds(fewer, input),
    requantize: keepChannels(requantize, kept, outputs),
    ...(node.op === 'conv2d' && node.groups > 1 && { groups: kept.length }),
  };
}

/**
 * The layer that reads some of its input channels alone. What the others always added goes into its
 * requantization.
 *
 * @param input the tensor before, of which `constants` are `code − zeroPoint` or 0 for what is kept
 * @param fewer the tensor after
 */
export function keepInputs<Node extends Conv2DNode | DenseNode>(
  node: Node,
  { kept, constants, fewer }: InputSelection,
): Node {
  const { weights, requantize } = node;
  const [outputs, height, width, inputs] = weights.shape;
  const channels = constants.length;
  // A dense layer reads every pixel's channels one behind the other.
  const indices = Array.from({ length: inputs }, (_, index) => index).filter((index) =>
    kept.includes(index % channels),
  );
  const rows = outputs * height * width;
  const codes = Uint8Array.from({ length: rows * indices.length }, (_, at) => {
    const row = Math.floor(at / indices.length);
    return weights.codes[row * inputs + indices[at % indices.length]];
  });
  const smaller: Weights = { ...weights, codes, shape: [outputs, height, width, indices.length] };
  const sums = constantSums(weights, constants);
  return {
    ...node,
    weights: smaller,
    accumulator: weightedSumBounds(smaller, fewer),
    requantize: addToSums(requantize, sums),
  };
}

export interface InputSelection {
  readonly kept: readonly number[];
  /** Of each channel before: `code − zeroPoint` of one that goes, 0 of one that stays. */
  readonly constants: readonly number[];
  /** The input without the channels. */
  readonly fewer: Tensor;
}

/** What the constant channels add to each output channel's sum. */
function constantSums(weights: Weights, constants: readonly number[]): number[] {
  const values = integerWeights(weights);
  const [outputs, , , inputs] = weights.shape;
  const perOutput = values.length / outputs;
  return Array.from({ length: outputs }, (_, output) => {
    let sum = 0;
    for (let index = 0; index < perOutput; index++) {
      sum += values[output * perOutput + index] * constants[(index % inputs) % constants.length];
    }
    return sum;
  });
}

/** Requantization of sums that lack a constant. Thresholds that 32 bits do not hold are at their end. */
function addToSums(requantization: Requantization, sums: readonly number[]): Requantization {
  if (requantization.kind === 'thresholds') {
    const perChannel = requantization.thresholds.length / sums.length;
    const thresholds = requantization.thresholds.map((threshold, index) =>
      clampToInt32(threshold - sums[Math.floor(index / perChannel)]),
    );
    return { kind: 'thresholds', thresholds };
  }
  const { multipliers } = requantization;
  const biases = requantization.biases.map(
    (bias, channel) => bias + BigInt(sums[channel]) * BigInt(multipliers[channel]),
  );
  return { ...requantization, biases };
}

function clampToInt32(value: number): number {
  return Math.min(Math.max(value, -(2 ** 31)), 2 ** 31 - 1);
}

function keepChannels(
  requantization: Requantization,
  kept: readonly number[],
  channels: number,
): Requantization {
  if (requantization.kind === 'thresholds') {
    const { thresholds } = requantization;
    return { kind: 'thresholds', thresholds: pick(thresholds, kept, thresholds.length / channels) };
  }
  const { multipliers, biases } = requantization;
  return {
    ...requantization,
    multipliers: Int32Array.from(kept, (channel) => multipliers[channel]),
    biases: BigInt64Array.from(kept, (channel) => biases[channel]),
  };
}

/** Stretches of equal length, those of the kept channels. */
function pick<Values extends Uint8Array | Int32Array>(
  values: Values,
  kept: readonly number[],
  length: number,
): Values {
  const isKept = new Set(kept);
  return values.filter((_, index) => isKept.has(Math.floor(index / length))) as Values;
}
