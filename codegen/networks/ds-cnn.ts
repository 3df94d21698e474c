import type { CodeTensor, Model } from '../model/graph.js';
import type { BenchNetworkOptions } from './bench-network.js';
import { GraphBuilder } from './graph-builder.js';
import { separableBlock } from './separable-block.js';

const blocks = ['block1', 'block2', 'block3', 'block4'];

/**
 * MLPerf Tiny's keyword spotting network: 2,656,768 multiply–accumulates.
 *
 * @see https://github.com/mlcommons/tiny, benchmark/training/keyword_spotting/keras_model.py
 */
export function dsCnn({ weights, activations, seed }: Required<BenchNetworkOptions>): Model {
  const graph = new GraphBuilder({ name: 'ds-cnn', seed, input: { shape: [49, 10, 1], bits: 8 } });
  const stem = graph.convolution(graph.input, {
    name: 'stem',
    output: 'stem_relu',
    outputs: 64,
    kernel: [10, 4],
    stride: 2,
    weightBits: 8,
    quantizer: { bits: activations, signed: false },
  });
  const last = blocks.reduce<CodeTensor>(
    (input, name) =>
      separableBlock(graph, input, { name, outputs: 64, stride: 1, weights, activations }),
    stem,
  );
  const pool = graph.globalAveragePool(last, { name: 'pool', output: 'pool_quant', bits: 8 });
  const logits = { name: 'logits', output: 'logits', outputs: 12 };
  graph.dense(pool, { ...logits, weightBits: 8, quantizer: 'logits' });
  return graph.finish();
}
