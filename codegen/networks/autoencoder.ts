import type { CodeTensor, Model } from '../model/graph.js';
import type { BenchNetworkOptions } from './bench-network.js';
import { GraphBuilder } from './graph-builder.js';

const units = [128, 128, 128, 128, 8, 128, 128, 128, 128];

/**
 * MLPerf Tiny's anomaly detection network: ten dense layers, 264,192 multiply–accumulates. The
 * reconstruction has 32-bit values.
 *
 * @see https://github.com/mlcommons/tiny, benchmark/training/anomaly_detection/keras_model.py
 */
export function autoencoder({ weights, activations, seed }: Required<BenchNetworkOptions>): Model {
  const graph = new GraphBuilder({
    name: 'autoencoder',
    seed,
    input: { shape: [1, 1, 640], bits: 8 },
  });
  const code = units.reduce<CodeTensor>((input, outputs, index) => {
    const isLast = index === units.length - 1;
    return graph.dense(input, {
      name: `dense${index + 1}`,
      output: `relu${index + 1}`,
      outputs,
      weightBits: index === 0 ? 8 : weights,
      quantizer: { bits: isLast ? 8 : activations, signed: false },
    });
  }, graph.input);
  const logits = { name: 'logits', output: 'logits', outputs: 640 };
  graph.dense(code, { ...logits, weightBits: 8, quantizer: 'logits' });
  return graph.finish();
}
