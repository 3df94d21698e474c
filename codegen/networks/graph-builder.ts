import {
  elementCount,
  type AveragePoolNode,
  type CodeTensor,
  type Conv2DNode,
  type DenseNode,
  type GraphNode,
  type MaxPoolNode,
  type Model,
  type Padding,
  type Shape,
  type Tensor,
} from '../model/graph.js';
import { verifyModel } from '../model/verify-model.js';
import { weightedSumBounds } from '../ops/multiply-accumulate.js';
import type { Values } from '../ops/op.js';
import { opOf } from '../ops/registry.js';
import { requantize } from '../ops/requantize.js';
import { runNode } from '../reference/run-model.js';
import { Random } from '../testing/random.js';
import { bellWeights } from './bell.js';
import { calibrate, calibrateLogits, type Calibration, type CodeFormat } from './calibrate.js';
import { multipliersFor } from './fixed-point.js';

export interface GraphOptions {
  readonly name: string;
  readonly seed: number;
  readonly input: Pick<CodeTensor, 'shape' | 'bits'>;
}

/** What follows a layer: a quantizer, or nothing where its sums are the model's output. */
export type Quantizer = CodeFormat | 'logits';

interface LayerOptions {
  readonly name: string;
  /** Name of the output tensor: of the activation behind the layer. */
  readonly output: string;
  readonly weightBits: number;
  readonly outputs: number;
  readonly quantizer: Quantizer;
}

export interface ConvolutionOptions extends LayerOptions {
  readonly kernel: readonly [height: number, width: number];
  readonly stride?: number;
  readonly dilation?: number;
  readonly groups?: number;
  readonly residual?: CodeTensor | undefined;
}

const noPadding: Padding = { top: 0, bottom: 0, left: 0, right: 0 };

/**
 * Builds integer graphs of random, but lifelike weights, layer behind layer. Each layer is run on a
 * random input as it is added, and requantized as batch norm and a fitted quantizer would, so that
 * the codes of every tensor are as varied as a trained network's.
 */
export class GraphBuilder {
  readonly input: CodeTensor;
  readonly #name: string;
  readonly #seed: number;
  readonly #random: Random;
  readonly #tensors: Tensor[] = [];
  readonly #nodes: GraphNode[] = [];
  readonly #values = new Map<string, Values>();

  constructor({ name, seed, input }: GraphOptions) {
    this.#name = name;
    this.#seed = seed;
    this.#random = new Random(seed);
    const scale = 1 / (2 ** input.bits - 1);
    this.input = { ...input, type: 'codes', name: 'input', zeroPoint: 0, scale };
    this.#tensors.push(this.input);
    const length = elementCount(input.shape);
    const code = (): number => this.#random.integer(0, 2 ** input.bits - 1);
    this.#values.set('input', Int32Array.from({ length }, code));
  }

  /** A convolution with TensorFlow's SAME padding and everything that folds into it. */
  convolution(input: CodeTensor, options: ConvolutionOptions): CodeTensor {
    const { name, outputs, kernel, stride = 1, dilation = 1, groups = 1, residual } = options;
    const [height, width, channels] = input.shape;
    const shape = [outputs, ...kernel, channels / groups] as const;
    const weights = bellWeights(this.#random, options.weightBits, shape);
    const vertical = samePadding(height, kernel[0], stride, dilation);
    const horizontal = samePadding(width, kernel[1], stride, dilation);
    return this.#weighted(input, residual, options, {
      op: 'conv2d',
      name,
      inputs: [input.name],
      output: options.output,
      strides: [stride, stride],
      dilations: [dilation, dilation],
      padding: {
        top: vertical[0],
        bottom: vertical[1],
        left: horizontal[0],
        right: horizontal[1],
      },
      groups,
      weights,
      accumulator: weightedSumBounds(weights, input),
      requantize: unscaled(outputs),
    });
  }

  dense(input: CodeTensor, options: LayerOptions): CodeTensor {
    const shape = [options.outputs, 1, 1, elementCount(input.shape)] as const;
    const weights = bellWeights(this.#random, options.weightBits, shape);
    return this.#weighted(input, undefined, options, {
      op: 'dense',
      name: options.name,
      inputs: [input.name],
      output: options.output,
      weights,
      accumulator: weightedSumBounds(weights, input),
      requantize: unscaled(options.outputs),
    });
  }

  maxPool(
    input: CodeTensor,
    { name, size, stride }: { name: string; size: number; stride: number },
  ): CodeTensor {
    const [top, bottom] = samePadding(input.shape[0], size, stride, 1);
    const [left, right] = samePadding(input.shape[1], size, stride, 1);
    const node: MaxPoolNode = {
      op: 'maxPool',
      name,
      inputs: [input.name],
      output: name,
      kernel: [size, size],
      strides: [stride, stride],
      padding: { top, bottom, left, right },
    };
    const output: CodeTensor = { ...input, name, shape: opOf(node).outputShape(node, [input]) };
    const tensors = [input, output];
    this.#add(node, output, runNode({ tensors }, node, this.#values));
    return output;
  }

  /** The mean of each channel over all positions. */
  globalAveragePool(
    input: CodeTensor,
    { name, output, bits }: { name: string; output: string; bits: number },
  ): CodeTensor {
    const [height, width, channels] = input.shape;
    const taps = height * width;
    const draft: AveragePoolNode = {
      op: 'averagePool',
      name,
      inputs: [input.name],
      output,
      kernel: [height, width],
      strides: [1, 1],
      padding: noPadding,
      accumulator: {
        min: -input.zeroPoint * taps + 0,
        max: (2 ** input.bits - 1 - input.zeroPoint) * taps,
      },
      shift: 0,
      multiplier: 1,
      bias: 0n,
    };
    const sums = this.#accumulators(draft, input, [1, 1, channels]);
    const scale = (Math.max(...sums) * input.scale) / taps / (2 ** bits - 1);
    const gain = input.scale / (taps * scale);
    const fixed = multipliersFor([{ gain, offset: 0 }], draft.accumulator);
    const tensor = {
      ...input,
      name: output,
      shape: [1, 1, channels],
      bits,
      zeroPoint: 0,
      scale,
    } as const;
    const node: AveragePoolNode = {
      ...draft,
      shift: fixed.shift,
      multiplier: fixed.multipliers[0],
      bias: fixed.biases[0],
    };
    this.#add(node, tensor, runNode({ tensors: [input, tensor] }, node, this.#values));
    return tensor;
  }

  /** The model that ends with the newest tensor, verified. */
  finish(): Model {
    return verifyModel({
      name: this.#name,
      tensors: this.#tensors,
      nodes: this.#nodes,
      input: {
        tensor: this.input.name,
        preprocessing: { kind: 'bytes', shift: 8 - this.input.bits },
      },
      output: this.#tensors[this.#tensors.length - 1].name,
      classes: [],
      provenance: { tool: 'softbit random weights', version: '1', seed: this.#seed },
    });
  }

  #weighted(
    input: CodeTensor,
    residual: CodeTensor | undefined,
    { quantizer, output, outputs }: LayerOptions,
    draft: Conv2DNode | DenseNode,
  ): CodeTensor {
    const shape = opOf(draft).outputShape(draft, [input]);
    const sums = this.#accumulators(draft, input, shape);
    const layer = {
      random: this.#random,
      name: output,
      shape,
      sums,
      accumulator: draft.accumulator,
      gain:
        input.scale / (2 ** draft.weights.bits * Math.sqrt(draft.weights.codes.length / outputs)),
      residual: residual && { tensor: residual, values: this.#values.get(residual.name)! },
    };
    const calibrated =
      quantizer === 'logits' ? calibrateLogits(layer) : calibrate(layer, quantizer);
    const inputs = residual ? [...draft.inputs, residual.name] : draft.inputs;
    const node = { ...draft, inputs, requantize: calibrated.requantize };
    this.#add(node, calibrated.output, this.#requantized(calibrated, sums, residual));
    // Nothing reads a model's logits: who takes them for codes is refused by verification.
    return calibrated.output as CodeTensor;
  }

  /** What the node accumulates on the values at hand. */
  #accumulators(draft: GraphNode, input: CodeTensor, shape: Shape): Values {
    const output: Tensor = { type: 'int32', name: draft.output, shape, scale: 1 };
    return runNode({ tensors: [input, output] }, draft, this.#values);
  }

  #requantized(
    { requantize: requantization, output }: Calibration,
    sums: Values,
    residual: CodeTensor | undefined,
  ): Values {
    const channels = output.shape[2];
    const shortcut = residual && this.#values.get(residual.name)!;
    const zeroPoint = residual?.zeroPoint ?? 0;
    return sums.map((sum, index) =>
      requantize(
        requantization,
        index % channels,
        sum,
        shortcut ? shortcut[index] - zeroPoint : 0,
        output,
      ),
    );
  }

  #add(node: GraphNode, output: Tensor, values: Values): void {
    this.#nodes.push(node);
    this.#tensors.push(output);
    this.#values.set(output.name, values);
  }
}

/** Accumulators as they are: multiplied by one. */
function unscaled(channels: number) {
  return {
    kind: 'multiplier',
    shift: 0,
    multipliers: new Int32Array(channels).fill(1),
    biases: new BigInt64Array(channels),
  } as const;
}

/** TensorFlow's SAME: of an odd padding the greater half is behind. */
function samePadding(
  length: number,
  kernel: number,
  stride: number,
  dilation: number,
): readonly [before: number, behind: number] {
  const reach = (kernel - 1) * dilation + 1;
  const total = Math.max((Math.ceil(length / stride) - 1) * stride + reach - length, 0);
  const before = Math.floor(total / 2);
  return [before, total - before];
}
