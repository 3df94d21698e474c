import type { CodeTensor, Model } from '../model/graph.js';
import type { BenchNetworkOptions } from './bench-network.js';
import { GraphBuilder } from './graph-builder.js';
import { residualBlock } from './residual-block.js';

const stages = [64, 128, 256, 512];

/**
 * ResNet-18 for ImageNet: a strided 7×7 stem and a 3×3 max pool, then four stages of two blocks.
 *
 * @see He et al., "Deep Residual Learning for Image Recognition" (2015), table 1
 */
export function resnet18({ weights, activations, seed }: Required<BenchNetworkOptions>): Model {
  const input = { shape: [224, 224, 3], bits: 8 } as const;
  const graph = new GraphBuilder({ name: 'resnet18', seed, input });
  const stem = graph.convolution(graph.input, {
    name: 'stem',
    output: 'stem_relu',
    outputs: 64,
    kernel: [7, 7],
    stride: 2,
    weightBits: 8,
    quantizer: { bits: activations, signed: false },
  });
  const pooled = graph.maxPool(stem, { name: 'stem_pool', size: 3, stride: 2 });
  const blocks = stages.flatMap((outputs, stage) => [
    { name: `stage${stage + 1}_block1`, outputs, stride: stage === 0 ? 1 : 2 },
    { name: `stage${stage + 1}_block2`, outputs, stride: 1 },
  ]);
  const last = blocks.reduce<CodeTensor>(
    (tensor, block) => residualBlock(graph, tensor, { ...block, weights, activations }),
    pooled,
  );
  const pool = graph.globalAveragePool(last, { name: 'pool', output: 'pool_quant', bits: 8 });
  const logits = { name: 'logits', output: 'logits', outputs: 1000 };
  graph.dense(pool, { ...logits, weightBits: 8, quantizer: 'logits' });
  return graph.finish();
}
