import type { CodeTensor, Model } from '../model/graph.js';
import { GraphBuilder } from './graph-builder.js';

/** Names of the layers whose speed is compared, which are nodes of the grid. */
export const bitsGridLayers = ['conv3x3', 'conv1x1', 'depthwise', 'dense'] as const;

/**
 * A chain with one typical layer of each kind, everything of the same bits: 3×3 with 32 channels and
 * 1×1 to 64 at 16×16, depthwise 3×3 of 64, dense 256 to 128.
 */
export function bitsGrid(bits: number): Model {
  const input = { shape: [16, 16, 32], bits } as const;
  const graph = new GraphBuilder({ name: `bits-grid-${bits}`, seed: 1, input });
  const layer = (name: string, outputs: number) => ({
    name,
    output: `${name}_relu`,
    outputs,
    weightBits: bits,
    quantizer: { bits, signed: false } as const,
  });
  const convolve = (name: string, from: CodeTensor, outputs: number, side: number, groups = 1) =>
    graph.convolution(from, { ...layer(name, outputs), kernel: [side, side], groups });
  const square = convolve('conv3x3', graph.input, 32, 3);
  const point = convolve('conv1x1', square, 64, 1);
  const depth = convolve('depthwise', point, 64, 3, 64);
  const mean = graph.globalAveragePool(depth, { name: 'pool', output: 'pool_quant', bits });
  graph.dense(graph.dense(mean, layer('wider', 256)), layer('dense', 128));
  return graph.finish();
}
