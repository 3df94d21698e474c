import * as tf from '@tensorflow/tfjs';

/** A number source with a period of 2^32: the same seed, the same networks. */
export interface Dice {
  /** An integer from 0 to sides − 1. */
  roll(sides: number): number;
  pick<Value>(values: readonly Value[]): Value;
  chance(probability: number): boolean;
}

export function seededDice(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
  const roll = (sides: number): number => Math.floor(next() * sides);
  return {
    roll,
    pick: (values) => values[roll(values.length)],
    chance: (probability) => next() < probability,
  };
}

type Block = (tensor: tf.SymbolicTensor, dice: Dice) => tf.SymbolicTensor;

/**
 * A small network of supported layers in random shapes, depths and order, for property tests: its
 * weights and batch norm statistics are random, with negative and zero gains among them.
 */
export function randomNetwork(dice: Dice): tf.LayersModel {
  const side = () => 5 + dice.roll(5);
  const input = tf.input({ shape: [side(), side(), 1 + dice.roll(3)] });
  let tensor = input;
  const depth = 1 + dice.roll(4);
  for (let block = 0; block < depth; block++) tensor = dice.pick(blocks)(tensor, dice);
  const model = tf.model({ inputs: input, outputs: head(tensor, dice) });
  model.layers.forEach((layer) => {
    randomizeWeights(layer, dice);
  });
  return model;
}

const apply = (layer: tf.layers.Layer, input: tf.SymbolicTensor | tf.SymbolicTensor[]) =>
  layer.apply(input) as tf.SymbolicTensor;

const blocks: readonly Block[] = [
  (tensor, dice) => relu(normalized(convolution(tensor, dice), dice)),
  (tensor, dice) => relu(normalized(depthwise(tensor, dice), dice)),
  (tensor, dice) => normalized(convolution(tensor, dice), dice),
  residual,
  (tensor, dice) => (fits(tensor, 2) ? apply(tf.layers.maxPooling2d(pool(dice)), tensor) : tensor),
  (tensor) =>
    fits(tensor, 2)
      ? apply(tf.layers.averagePooling2d({ poolSize: 2, strides: 1 }), tensor)
      : tensor,
  (tensor, dice) => {
    const padding: [[number, number], [number, number]] = [
      [dice.roll(2), 1],
      [dice.roll(3), 0],
    ];
    return relu(convolution(apply(tf.layers.zeroPadding2d({ padding }), tensor), dice));
  },
];

function pool(dice: Dice) {
  return { poolSize: 2, strides: 1 + dice.roll(2), padding: dice.pick(['same', 'valid'] as const) };
}

/** Whether a window of that size fits into the tensor. */
function fits({ shape }: tf.SymbolicTensor, size: number): boolean {
  return Math.min(shape[1]!, shape[2]!) >= size;
}

function window(tensor: tf.SymbolicTensor, dice: Dice) {
  const size = () => 1 + dice.roll(3);
  const small = !fits(tensor, 5);
  const dilated = dice.chance(0.2) && !small;
  return {
    kernelSize: [size(), size()] as [number, number],
    strides: dilated ? 1 : 1 + dice.roll(2),
    dilationRate: dilated ? 2 : 1,
    padding: small ? ('same' as const) : dice.pick(['same', 'valid'] as const),
    useBias: dice.chance(0.5),
  };
}

function convolution(tensor: tf.SymbolicTensor, dice: Dice): tf.SymbolicTensor {
  return apply(tf.layers.conv2d({ filters: 1 + dice.roll(5), ...window(tensor, dice) }), tensor);
}

/** tfjs forgets dilation when it announces a VALID depthwise layer's shape. */
function depthwise(tensor: tf.SymbolicTensor, dice: Dice): tf.SymbolicTensor {
  const { strides, ...rest } = window(tensor, dice);
  const padding = rest.dilationRate === 1 ? rest.padding : 'same';
  const config = { ...rest, padding, strides: [strides, strides] as [number, number] };
  return apply(tf.layers.depthwiseConv2d({ depthMultiplier: 1 + dice.roll(2), ...config }), tensor);
}

function normalized(tensor: tf.SymbolicTensor, dice: Dice): tf.SymbolicTensor {
  if (!dice.chance(0.7)) return tensor;
  const config = { scale: dice.chance(0.9), center: dice.chance(0.9) };
  return apply(tf.layers.batchNormalization(config), tensor);
}

function relu(tensor: tf.SymbolicTensor): tf.SymbolicTensor {
  return apply(tf.layers.reLU(), tensor);
}

/** Identity or projection, or two activations added, with or without a ReLU behind. */
function residual(tensor: tf.SymbolicTensor, dice: Dice): tf.SymbolicTensor {
  const strides = 1 + dice.roll(2);
  const filters = tensor.shape[3]!;
  const same = { padding: 'same', strides, filters } as const;
  const main = normalized(apply(tf.layers.conv2d({ kernelSize: 3, ...same }), tensor), dice);
  const side = strides === 1 ? tensor : apply(tf.layers.conv2d({ kernelSize: 1, ...same }), tensor);
  const operands = dice.chance(0.3) ? [relu(main), relu(side)] : [side, main];
  const sum = apply(tf.layers.add(), dice.chance(0.5) ? operands : operands.reverse());
  return dice.chance(0.8) ? relu(sum) : sum;
}

function head(tensor: tf.SymbolicTensor, dice: Dice): tf.SymbolicTensor {
  const vector = dice.chance(0.5)
    ? apply(tf.layers.globalAveragePooling2d({}), tensor)
    : apply(tf.layers.flatten(), tensor);
  const hidden = dice.chance(0.4)
    ? relu(normalized(apply(tf.layers.dense({ units: 1 + dice.roll(6) }), vector), dice))
    : vector;
  const logits = apply(tf.layers.dense({ units: 2 + dice.roll(3) }), hidden);
  return dice.chance(0.3) ? apply(tf.layers.softmax(), logits) : logits;
}

/** Gains of batch norm may be negative or zero, variances not. */
function randomizeWeights(layer: tf.layers.Layer, dice: Dice): void {
  const isBatchNorm = layer.getClassName() === 'BatchNormalization';
  const weights = layer.getWeights();
  if (weights.length === 0) return;
  layer.setWeights(
    weights.map((weight, index) => {
      const positive = isBatchNorm && index === weights.length - 1;
      const values = Float32Array.from({ length: weight.size }, () => {
        if (positive) return 0.2 + dice.roll(1000) / 500;
        return dice.chance(0.03) ? 0 : (dice.roll(2001) - 1000) / 1000;
      });
      return tf.tensor(values, weight.shape);
    }),
  );
}
