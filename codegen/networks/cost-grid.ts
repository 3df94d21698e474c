import type { CodeTensor, Model } from '../model/graph.js';
import type { BenchNetwork, BenchNetworkOptions } from './bench-network.js';
import { GraphBuilder } from './graph-builder.js';

/** `even` has sizes and channels that fill tiles and bytes, `odd` has none. */
export type CostGridKind = 'even' | 'odd';

interface Sizes {
  readonly side: readonly [height: number, width: number];
  readonly channels: readonly [first: number, second: number, third: number];
}

const sizes: Readonly<Record<CostGridKind, Sizes>> = {
  even: { side: [24, 24], channels: [16, 32, 64] },
  odd: { side: [21, 19], channels: [12, 28, 44] },
};

/**
 * A chain of layers of all kinds, on which the costs of kernels are measured: 3×3, 5×5, 1×1 and
 * depthwise convolutions with and without stride and residual, pools and dense layers.
 */
export function costGrid(kind: CostGridKind): BenchNetwork {
  return (options) => buildGrid(kind, options);
}

function buildGrid(kind: CostGridKind, options: Required<BenchNetworkOptions>): Model {
  const { weights, activations, seed } = options;
  const { side, channels } = sizes[kind];
  const [first, second, third] = channels;
  const graph = new GraphBuilder({
    name: `cost-grid-${kind}`,
    seed,
    input: { shape: [...side, 3], bits: 8 },
  });
  const inner = new Chain(graph, weights, activations);
  const stem = new Chain(graph, 8, activations).convolve('stem', graph.input, first, 3);
  const square = inner.convolve('square', stem, first, 3);
  const residual = inner.convolve('residual', square, first, 3, { residual: square });
  const point = inner.convolve('point', residual, second, 1);
  const depth = inner.convolve('depth', point, second, 3, { groups: second });
  const wide = inner.convolve('wide', depth, first, 5);
  const halved = inner.convolve('halved', wide, second, 3, { stride: 2 });
  const pointHalved = inner.convolve('point_halved', halved, third, 1, { stride: 2 });
  const depthHalved = inner.convolve('depth_halved', halved, second, 3, {
    groups: second,
    stride: 2,
  });
  const deep = inner.convolve('deep', depthHalved, third, 3, { residual: pointHalved });
  const pooled = graph.maxPool(deep, { name: 'max_pool', size: 2, stride: 1 });
  const pointDeep = inner.convolve('point_deep', pooled, third, 1);
  const line = inner.dense('line', pointDeep, 2 * third);
  const again = inner.dense('line_again', line, third);
  const mean = graph.globalAveragePool(again, { name: 'pool', output: 'pool_quant', bits: 8 });
  const logits = { name: 'logits', output: 'logits', outputs: 10, weightBits: 8 };
  graph.dense(mean, { ...logits, quantizer: 'logits' });
  return graph.finish();
}

interface Extras {
  readonly stride?: number;
  readonly groups?: number;
  readonly residual?: CodeTensor;
}

/** Layers of the same bits. */
class Chain {
  constructor(
    readonly graph: GraphBuilder,
    readonly weightBits: number,
    readonly bits: number,
  ) {}

  convolve(
    name: string,
    input: CodeTensor,
    outputs: number,
    side: number,
    extras: Extras = {},
  ): CodeTensor {
    return this.graph.convolution(input, {
      ...this.#layer(name, outputs),
      ...extras,
      kernel: [side, side],
    });
  }

  dense(name: string, input: CodeTensor, outputs: number): CodeTensor {
    return this.graph.dense(input, this.#layer(name, outputs));
  }

  #layer(name: string, outputs: number) {
    const { weightBits, bits } = this;
    const quantizer = { bits, signed: false } as const;
    return { name, output: `${name}_relu`, outputs, weightBits, quantizer };
  }
}
