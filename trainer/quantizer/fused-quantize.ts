import * as tf from '@tensorflow/tfjs';
import type { FusedOps } from '../backend/index.js';
import { initialAlphaParameter } from './alpha.js';
import { quantizationMethods } from './methods.js';
import type { QuantizeValues } from './quantizer.js';
import { rangeKinds } from './ranges.js';

/**
 * A quantizer as one operation forward, behind the exponential of its range, and one backward: the
 * same levels to the bit as the composed operations, the same gradients but for rounding.
 */
export function fusedQuantize(
  ops: FusedOps,
  { values, range, alphaParameter, spec, factor }: QuantizeValues,
): tf.Tensor {
  const { slope, range: learning } = quantizationMethods[spec.method];
  const { bits } = spec;
  const lowerRatio = rangeKinds[spec.range].lowerRatio(bits);
  const operation = tf.customGrad((...args: unknown[]) => {
    const [x, logarithm, a, save] = args as [tf.Tensor, tf.Tensor, tf.Tensor, Save];
    const upper = tf.exp(logarithm);
    save([x, upper, a]);
    return {
      value: ops.quantize({ x, upper, bits, lowerRatio }),
      gradFunc: (dy, saved) => {
        const [input, greatest, parameter] = saved;
        const staircase = { x: input, upper: greatest, bits, lowerRatio };
        const inputs = { ...staircase, dy, alphaParameter: parameter, range: learning, factor };
        const found = ops.quantizeGradient({ ...inputs, soft: slope === 'soft' });
        return [found.x, found.range, found.alphaParameter];
      },
    };
  });
  return operation(values, range, alphaParameter ?? tf.scalar(initialAlphaParameter));
}

type Save = (tensors: tf.Tensor[]) => void;
