import * as tf from '@tensorflow/tfjs';
import type { FusedOps, QuantizeInputs } from '../fused-ops.js';
import { fusedOpsAreLoaded } from './load-native.js';

/** The part of tfjs-node's backend that runs any operation of TensorFlow's by its name. */
interface NativeBackend {
  readonly binding: Readonly<
    Record<'TF_ATTR_TYPE' | 'TF_ATTR_INT' | 'TF_ATTR_FLOAT' | 'TF_FLOAT', number>
  >;
  executeMultipleOutputs(
    name: string,
    attributes: Attribute[],
    inputs: tf.Tensor[],
    outputs: number,
  ): tf.Tensor[];
}

interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: number;
}

/** As `quantize-gradient.c` numbers them. */
const ranges = ['fixed', 'clipped', 'whole'] as const;

/** The operations of the folder `ops`; null where the set-up could not compile them. */
export function nativeFusedOps(): FusedOps | null {
  return fusedOpsAreLoaded() ? operations : null;
}

const operations: FusedOps = {
  quantize: (inputs) => {
    const attributes = staircaseOf(inputs);
    return run('SoftbitQuantize', attributes, [inputs.x, inputs.upper], 1)[0];
  },

  quantizeGradient: (inputs) => {
    const { dy, x, upper, alphaParameter, soft, range, factor } = inputs;
    const attributes = [
      ...staircaseOf(inputs),
      float('factor', factor),
      integer('soft', Number(soft)),
      integer('range', ranges.indexOf(range)),
    ];
    const tensors = [dy, x, upper, alphaParameter];
    const [byX, byRange, byAlpha] = run('SoftbitQuantizeGradient', attributes, tensors, 3);
    return { x: byX, range: byRange, alphaParameter: byAlpha };
  },

  batchNorm: ({ x, gamma, beta, movingMean, movingVariance, epsilon, momentum }) => {
    const attributes = [float('epsilon', epsilon), float('momentum', momentum)];
    const tensors = [x, gamma, beta, movingMean, movingVariance];
    const [y, mean, variance, nextMean, nextVariance] = run(
      'SoftbitBatchNorm',
      attributes,
      tensors,
      5,
    );
    return { y, mean, variance, movingMean: nextMean, movingVariance: nextVariance };
  },

  batchNormGradient: ({ dy, x, gamma, mean, variance, epsilon }) => {
    const tensors = [dy, x, gamma, mean, variance];
    const attributes = [float('epsilon', epsilon)];
    const [byX, byGamma, byBeta] = run('SoftbitBatchNormGradient', attributes, tensors, 3);
    return { x: byX, gamma: byGamma, beta: byBeta };
  },

  reluGradient: (dy, y) => {
    const { TF_ATTR_TYPE: type, TF_FLOAT: value } = native().binding;
    return run('ReluGrad', [{ name: 'T', type, value }], [dy, y], 1)[0];
  },
};

function staircaseOf({ bits, lowerRatio }: QuantizeInputs): Attribute[] {
  return [integer('bits', bits), float('lower_ratio', lowerRatio)];
}

function integer(name: string, value: number): Attribute {
  return { name, type: native().binding.TF_ATTR_INT, value };
}

function float(name: string, value: number): Attribute {
  return { name, type: native().binding.TF_ATTR_FLOAT, value };
}

function run(
  name: string,
  attributes: Attribute[],
  inputs: tf.Tensor[],
  outputs: number,
): tf.Tensor[] {
  return native().executeMultipleOutputs(name, attributes, inputs, outputs);
}

function native(): NativeBackend {
  return tf.backend() as unknown as NativeBackend;
}
