import { benchLayerInvalid } from '../errors.js';
import { type CodeTensor, type Model } from '../model/graph.js';
import { GraphBuilder, type Quantizer } from './graph-builder.js';

export type BenchLayerOp = 'conv2d' | 'depthwise' | 'dense' | 'maxPool' | 'averagePool';

/** One layer on its own; a dense layer and a vector are 1×1. */
export interface BenchLayerOptions {
  readonly op: BenchLayerOp;
  readonly height: number;
  readonly width: number;
  readonly inputs: number;
  /** Default: as many as inputs. */
  readonly outputs?: number;
  /** Height and width of the window; default 3×3. */
  readonly kernel?: readonly [height: number, width: number];
  readonly stride?: number;
  readonly dilation?: number;
  /** Of a conv2d; a depthwise one has as many as inputs. */
  readonly groups?: number;
  readonly weightBits?: number;
  readonly inputBits: number;
  /** Absent where the sums leave as 32-bit integers, as a last layer's do. */
  readonly outputBits?: number;
  /** Whether a convolution adds its own input, which must have the output's shape. */
  readonly residual?: boolean;
  readonly seed?: number;
}

type Builder = (graph: GraphBuilder, options: BenchLayerOptions) => void;

const builders: Readonly<Record<BenchLayerOp, Builder>> = {
  conv2d: (graph, options) => addConvolution(graph, options, options.groups ?? 1),
  depthwise: (graph, options) => addConvolution(graph, options, options.inputs),

  dense(graph, options) {
    const { inputs, outputs = inputs, weightBits = 2 } = options;
    const layer = { name: 'layer', output: 'output', outputs, weightBits };
    graph.dense(graph.input, { ...layer, quantizer: quantizerOf(options) });
  },

  maxPool(graph, { kernel = [3, 3], stride = kernel[0] }) {
    graph.maxPool(graph.input, { name: 'layer', size: kernel[0], stride });
  },

  averagePool(graph, { outputBits = 8 }) {
    graph.globalAveragePool(graph.input, { name: 'layer', output: 'output', bits: outputBits });
  },
};

/**
 * A model of one layer with random weights of a trained layer's distribution.
 *
 * @throws SB_BENCH_LAYER where the options fit no layer
 * @example
 * const model = benchLayer({
 *   op: 'conv2d', height: 32, width: 32, inputs: 16, weightBits: 2, inputBits: 2, outputBits: 2,
 * });
 */
export function benchLayer(options: BenchLayerOptions): Model {
  const { op, height, width, inputs, inputBits, seed = 1 } = options;
  const input = { shape: [height, width, inputs], bits: inputBits } as const;
  const graph = new GraphBuilder({ name: `bench-${op.toLowerCase()}`, seed, input });
  builders[op](graph, options);
  return graph.finish();
}

function addConvolution(graph: GraphBuilder, options: BenchLayerOptions, groups: number): void {
  const { inputs, outputs = inputs, kernel = [3, 3], weightBits = 2 } = options;
  const { stride = 1, dilation = 1 } = options;
  if (inputs % groups !== 0 || outputs % groups !== 0) {
    throw benchLayerInvalid(`${groups} groups do not divide ${inputs} inputs, ${outputs} outputs`);
  }
  graph.convolution(graph.input, {
    name: 'layer',
    output: 'output',
    outputs,
    kernel,
    stride,
    dilation,
    groups,
    weightBits,
    quantizer: quantizerOf(options),
    residual: residualOf(graph.input, options),
  });
}

function residualOf(input: CodeTensor, options: BenchLayerOptions): CodeTensor | undefined {
  const { residual = false, stride = 1, inputs, outputs = inputs, outputBits } = options;
  if (!residual) return undefined;
  if (stride !== 1 || inputs !== outputs || outputBits === undefined) {
    throw benchLayerInvalid(
      `a residual needs stride 1, as many outputs as inputs, and codes; not stride ${stride}, ${inputs} to ${outputs} channels`,
    );
  }
  return input;
}

function quantizerOf({ outputBits }: BenchLayerOptions): Quantizer {
  return outputBits === undefined ? 'logits' : { bits: outputBits, signed: false };
}
