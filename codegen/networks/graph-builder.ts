import {
  elementCount,
  type CodeTensor,
  type Conv2DNode,
  type DenseNode,
  type GraphNode,
  type Model,
  type Shape,
  type Tensor,
} from '../model/graph.js';
import { verifyModel } from '../model/verify-model.js';
import type { Values } from '../ops/op.js';
import { opOf } from '../ops/registry.js';
import { requantize } from '../ops/requantize.js';
import { runNode } from '../reference/run-model.js';
import { Random } from '../testing/random.js';
import { calibrate, calibrateLogits, type Calibration, type CodeFormat } from './calibrate.js';
import {
  draftConvolution,
  draftDense,
  draftGlobalPool,
  draftMaxPool,
  type ConvolutionDraft,
  type PoolDraft,
  type WeightedDraft,
} from './draft-nodes.js';
import { multipliersFor } from './fixed-point.js';

export interface GraphOptions {
  readonly name: string;
  readonly seed: number;
  readonly input: Pick<CodeTensor, 'shape' | 'bits'>;
}

/** What follows a layer: a quantizer, or nothing where its sums are the model's output. */
export type Quantizer = CodeFormat | 'logits';

interface Quantized {
  readonly quantizer: Quantizer;
}

export interface ConvolutionOptions extends ConvolutionDraft, Quantized {
  readonly residual?: CodeTensor | undefined;
}

export type DenseOptions = WeightedDraft & Quantized;

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
    const draft = draftConvolution(this.#random, input, options);
    return this.#weighted(input, options, draft, options.residual);
  }

  dense(input: CodeTensor, options: DenseOptions): CodeTensor {
    return this.#weighted(input, options, draftDense(this.#random, input, options));
  }

  maxPool(input: CodeTensor, options: PoolDraft): CodeTensor {
    const node = draftMaxPool(input, options);
    const shape = opOf(node).outputShape(node, [input]);
    const output: CodeTensor = { ...input, name: node.output, shape };
    this.#add(node, output, runNode({ tensors: [input, output] }, node, this.#values));
    return output;
  }

  /** The mean of each channel over all positions. */
  globalAveragePool(
    input: CodeTensor,
    options: { readonly name: string; readonly output: string; readonly bits: number },
  ): CodeTensor {
    const { output: name, bits } = options;
    const draft = draftGlobalPool(input, options);
    const shape = [1, 1, input.shape[2]] as const;
    const taps = draft.kernel[0] * draft.kernel[1];
    const greatest = Math.max(...this.#accumulators(draft, input, shape), 1);
    const scale = (greatest * input.scale) / taps / (2 ** bits - 1);
    const steps = [{ gain: input.scale / (taps * scale), offset: 0 }];
    const { shift, multipliers, biases } = multipliersFor(steps, draft.accumulator);
    const output: CodeTensor = { type: 'codes', name, shape, bits, zeroPoint: 0, scale };
    const node = { ...draft, shift, multiplier: multipliers[0], bias: biases[0] };
    this.#add(node, output, runNode({ tensors: [input, output] }, node, this.#values));
    return output;
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
    { quantizer, output, outputs }: DenseOptions,
    draft: Conv2DNode | DenseNode,
    residual?: CodeTensor,
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
