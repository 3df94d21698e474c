import type { CodeTensor, Model } from '../model/graph.js';
import type { BenchNetworkOptions } from './bench-network.js';
import { GraphBuilder } from './graph-builder.js';
import { residualBlock } from './residual-block.js';

/**
 * MLPerf Tiny's image classification network: 12,501,632 multiply–accumulates.
 *
 * @see https://github.com/mlcommons/tiny, benchmark/training/image_classification/keras_model.py
 */
export function resnet8({ weights, activations, seed }: Required<BenchNetworkOptions>): Model {
  const graph = new GraphBuilder({ name: 'resnet8', seed, input: { shape: [32, 32, 3], bits: 8 } });
  const codes = { bits: activations, signed: false };
  const stem = graph.convolution(graph.input, {
    name: 'stem',
    output: 'stem_relu',
    outputs: 16,
    kernel: [3, 3],
    weightBits: 8,
    quantizer: codes,
  });
  const last = [16, 32, 64].reduce<CodeTensor>(
    (input, outputs, index) =>
      residualBlock(graph, input, {
        name: `stack${index + 1}`,
        outputs,
        stride: index === 0 ? 1 : 2,
        weights,
        activations,
      }),
    stem,
  );
  const pool = graph.globalAveragePool(last, { name: 'pool', output: 'pool_quant', bits: 8 });
  const logits = { name: 'logits', output: 'logits', outputs: 10 };
  graph.dense(pool, { ...logits, weightBits: 8, quantizer: 'logits' });
  return graph.finish();
}
