import type { CodeTensor, Model } from '../model/graph.js';
import type { BenchNetworkOptions } from './bench-network.js';
import { GraphBuilder } from './graph-builder.js';
import { separableBlock } from './separable-block.js';

/** Output channels, a quarter of the full network's, and stride of each block. */
const blocks: readonly (readonly [outputs: number, stride: number])[] = [
  [16, 1],
  [32, 2],
  [32, 1],
  [64, 2],
  [64, 1],
  [128, 2],
  [128, 1],
  [128, 1],
  [128, 1],
  [128, 1],
  [128, 1],
  [256, 2],
  [256, 1],
];

/**
 * MLPerf Tiny's visual wake words network, MobileNetV1 of width 0.25: 7,489,664
 * multiply–accumulates.
 *
 * @see https://github.com/mlcommons/tiny, benchmark/training/visual_wake_words/vww_model.py
 */
export function mobilenetV1({ weights, activations, seed }: Required<BenchNetworkOptions>): Model {
  const input = { shape: [96, 96, 3], bits: 8 } as const;
  const graph = new GraphBuilder({ name: 'mobilenet-v1-025', seed, input });
  const stem = graph.convolution(graph.input, {
    name: 'stem',
    output: 'stem_relu',
    outputs: 8,
    kernel: [3, 3],
    stride: 2,
    weightBits: 8,
    quantizer: { bits: activations, signed: false },
  });
  const last = blocks.reduce<CodeTensor>(
    (tensor, [outputs, stride], index) =>
      separableBlock(graph, tensor, {
        name: `block${index + 1}`,
        outputs,
        stride,
        weights,
        activations,
      }),
    stem,
  );
  const pool = graph.globalAveragePool(last, { name: 'pool', output: 'pool_quant', bits: 8 });
  const logits = { name: 'logits', output: 'logits', outputs: 2 };
  graph.dense(pool, { ...logits, weightBits: 8, quantizer: 'logits' });
  return graph.finish();
}
