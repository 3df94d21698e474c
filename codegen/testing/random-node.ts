import {
  elementCount,
  type AccumulatorBounds,
  type CodeTensor,
  type GraphNode,
  type OpName,
  type Padding,
  type Requantization,
  type Shape,
  type Tensor,
  type Weights,
} from '../model/graph.js';
import { weightedSumBounds } from '../ops/multiply-accumulate.js';
import type { Values } from '../ops/op.js';
import { opOf } from '../ops/registry.js';
import type { ModelConstraints } from './random-model.js';
import type { Random } from './random.js';
import {
  codeBounds,
  randomRequantization,
  randomScale,
  randomShift,
} from './random-requantization.js';

export interface NodeRequest {
  readonly random: Random;
  readonly name: string;
  /** Tensors that a node may read, the newest last. */
  readonly available: readonly CodeTensor[];
  /** Their values for some input: requantizations are drawn to keep such values varied. */
  readonly values: ReadonlyMap<string, Values>;
  readonly constraints: ModelConstraints;
  /** Only a model's last node may have a 32-bit output. */
  readonly last: boolean;
}

export interface RandomNode {
  readonly node: GraphNode;
  readonly output: Tensor;
}

type Draft = (request: NodeRequest, input: CodeTensor) => RandomNode;

const drafts = {
  conv2d: draftConvolution,
  dense: draftDense,
  add: draftAdd,
  maxPool: draftMaxPool,
  averagePool: draftAveragePool,
} satisfies Record<GraphNode['op'], Draft>;

/**
 * A random node of an op over the newest tensor. May be unsound (its output may leave 64 bits, its
 * window may not fit): the caller asks the op and draws again.
 */
export function draftNode(op: OpName, request: NodeRequest): RandomNode {
  return drafts[op](request, request.available[request.available.length - 1]);
}

function draftConvolution(request: NodeRequest, input: CodeTensor): RandomNode {
  const { random, name, constraints } = request;
  const channels = input.shape[2];
  const groups = random.pick([1, 1, channels, ...divisors(channels)]);
  const kernel = [random.integer(1, 4), random.integer(1, 4)] as const;
  const partner = random.chance(0.6) ? random.pick(alignedWith(input, request)) : undefined;
  const outputs = partner?.shape[2] ?? groups * random.integer(1, constraints.groupOutputs);
  const weights = randomWeights(request, [
    outputs - (outputs % groups) || groups,
    ...kernel,
    channels / groups,
  ]);
  const geometry = partner
    ? samePadding(kernel)
    : { ...randomWindow(random, kernel), dilations: randomPair(random, 2) };
  const shaped = {
    name,
    op: 'conv2d',
    groups,
    weights,
    ...geometry,
    inputs: [input.name],
  } as const;
  const shape = shapeOf(shaped as unknown as GraphNode, input);
  return finishMultiplyAccumulate(request, shaped, input, shape);
}

/** Tensors of the input's height and width, for a convolution that keeps those and adds one. */
function alignedWith({ shape }: CodeTensor, { available }: NodeRequest): CodeTensor[] {
  return available.filter((other) => other.shape[0] === shape[0] && other.shape[1] === shape[1]);
}

function draftDense(request: NodeRequest, input: CodeTensor): RandomNode {
  const outputs = request.random.integer(1, 12);
  const weights = randomWeights(request, [outputs, 1, 1, elementCount(input.shape)]);
  const shaped = { name: request.name, op: 'dense', weights, inputs: [input.name] } as const;
  return finishMultiplyAccumulate(request, shaped, input, [1, 1, outputs]);
}

/** Residual, bounds, output and requantization, which convolution and dense have alike. */
function finishMultiplyAccumulate(
  request: NodeRequest,
  shaped: { readonly weights: Weights; readonly inputs: readonly string[] },
  input: CodeTensor,
  shape: Shape,
): RandomNode {
  const { random, available, name } = request;
  const matching = available.filter((tensor) => tensor.shape.join() === shape.join());
  const residual = matching.length > 0 && random.chance(0.7) ? random.pick(matching) : undefined;
  const accumulator = weightedSumBounds(shaped.weights, input);
  const output = randomOutput(request, shape);
  const plain = {
    ...shaped,
    name,
    output: output.name,
    accumulator,
    requantize: unscaled(shape[2]),
  };
  const requantize = randomRequantization(random, {
    channels: shape[2],
    bounds: observedBounds(request, plain as GraphNode, input, shape),
    output,
    residual,
  });
  const inputs = residual ? [...shaped.inputs, residual.name] : shaped.inputs;
  return { node: { ...plain, inputs, requantize } as GraphNode, output };
}

/** Accumulators as they are: multiplied by one. */
function unscaled(channels: number): Requantization {
  return {
    kind: 'multiplier',
    shift: 0,
    multipliers: new Int32Array(channels).fill(1),
    biases: new BigInt64Array(channels),
  };
}

/** Least and greatest accumulator that the values at hand give. */
function observedBounds(
  { values }: NodeRequest,
  plain: GraphNode,
  input: CodeTensor,
  shape: Shape,
): AccumulatorBounds {
  const operand = { tensor: input, values: values.get(input.name)! };
  const output: Tensor = { type: 'int32', name: 'accumulators', shape, scale: 1 };
  const accumulators = opOf(plain).execute(plain, { inputs: [operand], output });
  return {
    min: accumulators.reduce((least, value) => Math.min(least, value)),
    max: accumulators.reduce((greatest, value) => Math.max(greatest, value)),
  };
}

function draftAdd(request: NodeRequest, input: CodeTensor): RandomNode {
  const { random, available, name } = request;
  const matching = available.filter(({ shape }) => shape.join() === input.shape.join());
  const inputs = Array.from({ length: random.integer(1, 4) }, (_, index) =>
    index === 0 ? input : random.pick(matching),
  );
  const output = randomOutput(request, input.shape);
  const shift = randomShift(random);
  const scales = inputs.map((tensor) => randomScale(random, codeBounds(tensor), output, shift));
  const node: GraphNode = {
    op: 'add',
    name,
    inputs: inputs.map((tensor) => tensor.name),
    output: output.name,
    shift,
    multipliers: Int32Array.from(scales, ({ multiplier }) => multiplier / scales.length),
    bias: scales.reduce((sum, { bias }) => sum + bias, 0n) / BigInt(scales.length),
  };
  return { node, output };
}

function draftMaxPool({ random, name }: NodeRequest, input: CodeTensor): RandomNode {
  const kernel = [random.integer(1, 3), random.integer(1, 3)] as const;
  const node = { op: 'maxPool', name, kernel, ...randomWindow(random, kernel) } as const;
  const complete: GraphNode = { ...node, inputs: [input.name], output: `${name}_out` };
  const shape = shapeOf(complete, input);
  return { node: complete, output: { ...input, name: complete.output, shape } };
}

function draftAveragePool(request: NodeRequest, input: CodeTensor): RandomNode {
  const { random, name } = request;
  const global = random.chance(0.4);
  const kernel = global
    ? ([input.shape[0], input.shape[1]] as const)
    : ([random.integer(1, 3), random.integer(1, 3)] as const);
  const window = global ? { strides: kernel, padding: noPadding } : randomWindow(random, kernel);
  const accumulator = windowBounds(kernel, input);
  const draft = { op: 'averagePool', name, kernel, ...window, accumulator } as const;
  const shift = randomShift(random);
  const complete = { ...draft, inputs: [input.name], output: `${name}_out`, shift };
  const shape = shapeOf({ ...complete, multiplier: 1, bias: 0n }, input);
  const output = randomOutput(request, shape);
  const plain = { ...complete, shift: 0, multiplier: 1, bias: 0n };
  const bounds = observedBounds(request, plain, input, shape);
  return { node: { ...complete, ...randomScale(random, bounds, output, shift) }, output };
}

/** What the op makes of a draft, whose output is not named yet. */
function shapeOf(draft: GraphNode, input: CodeTensor): Shape {
  return opOf(draft).outputShape(draft, [input]);
}

function windowBounds(kernel: readonly [number, number], input: CodeTensor): AccumulatorBounds {
  const taps = kernel[0] * kernel[1];
  const { min, max } = codeBounds(input);
  return { min: min * taps, max: max * taps };
}

function randomWeights({ random, constraints }: NodeRequest, shape: Weights['shape']): Weights {
  const bits = random.pick(constraints.weightBits);
  const greatest = 2 ** bits - 1;
  const symmetric = { step: 2, lowest: -greatest };
  const plain = { step: 1, lowest: -(2 ** (bits - 1)) };
  const widest = Math.floor(255 / greatest);
  const step = random.integer(1, widest);
  const any = { step, lowest: random.integer(-255, 255 - step * greatest) };
  const count = shape.reduce((product, size) => product * size);
  const levels = random.pick(bits === 8 ? [plain, any] : [symmetric, symmetric, plain, any]);
  return { bits, ...levels, shape, codes: random.codes(count, bits) };
}

/** New codes of random width, or, at the model's end, perhaps 32-bit integers. */
function randomOutput({ random, name, constraints, last }: NodeRequest, shape: Shape): Tensor {
  const base = { name: `${name}_out`, shape, scale: 1 };
  if (last && random.chance(0.6)) return { type: 'int32', ...base };
  const bits = random.pick(constraints.activationBits);
  return { type: 'codes', ...base, bits, zeroPoint: randomZeroPoint(random, bits) };
}

export function randomZeroPoint(random: Random, bits: number): number {
  return random.chance(0.5) ? 0 : random.integer(0, 2 ** bits - 1);
}

const noPadding: Padding = { top: 0, bottom: 0, left: 0, right: 0 };

function samePadding(kernel: readonly [number, number]) {
  const [height, width] = kernel.map((size) => size - 1);
  const [top, left] = [Math.floor(height / 2), Math.floor(width / 2)];
  return {
    strides: [1, 1],
    dilations: [1, 1],
    padding: { top, bottom: height - top, left, right: width - left },
  } as const;
}

/** Strides and padding on every side by itself, always smaller than the window. */
function randomWindow(random: Random, [height, width]: readonly [number, number]) {
  const edge = (size: number): number => random.integer(0, size - 1);
  const padding = {
    top: edge(height),
    bottom: edge(height),
    left: edge(width),
    right: edge(width),
  };
  return { strides: randomPair(random, 3), padding };
}

function randomPair(random: Random, most: number): readonly [number, number] {
  return [random.integer(1, most), random.integer(1, most)];
}

function divisors(value: number): number[] {
  return Array.from({ length: value }, (_, index) => index + 1).filter((n) => value % n === 0);
}
