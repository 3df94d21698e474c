import * as tf from '@tensorflow/tfjs';
import { portableStaircaseOps } from './portable-staircase-ops.js';
import type { StaircaseOps } from './staircase-ops.js';

/** The part of tfjs-node's backend that runs any operation of TensorFlow's by its name. */
interface NativeBackend {
  readonly binding: Readonly<
    Record<'TF_ATTR_TYPE' | 'TF_ATTR_INT' | 'TF_ATTR_BOOL' | 'TF_FLOAT', number>
  >;
  executeSingleOutput(name: string, attributes: Attribute[], inputs: tf.Tensor[]): tf.Tensor;
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
  readonly value: number | boolean;
}

/**
 * TensorFlow's own quantizer on positions, whose step is 1 from 0 to n: then its scale is exactly 1
 * and its zero exactly 0, so that it rounds as the portable operations do, in one pass in place of
 * three. It knows 2 bits and more, and a single range.
 */
export const nativeStaircaseOps: StaircaseOps = {
  code: (position, bits) => {
    if (bits < 2) return portableStaircaseOps.code(position, bits);
    const inputs = [position, tf.scalar(0), tf.scalar(2 ** bits - 1)];
    return native().executeSingleOutput('FakeQuantWithMinMaxVars', fakeQuantOf(bits), inputs);
  },
  mask: ({ dy, position, bits, shape }) => {
    if (shape.some((size) => size !== 1)) {
      return portableStaircaseOps.mask({ dy, position, bits, shape });
    }
    const inputs = [dy, position, tf.scalar(0), tf.scalar(2 ** bits - 1)];
    const name = 'FakeQuantWithMinMaxVarsGradient';
    const found = native().executeMultipleOutputs(name, fakeQuantOf(Math.max(bits, 2)), inputs, 3);
    const [below, above] = found.slice(1).map((sum) => tf.reshape(sum, shape));
    return { inside: found[0], below, above };
  },
  tanhGradient: (t, dy) => {
    const { TF_ATTR_TYPE: type, TF_FLOAT: value } = native().binding;
    return native().executeSingleOutput('TanhGrad', [{ name: 'T', type, value }], [t, dy]);
  },
};

function native(): NativeBackend {
  return tf.backend() as unknown as NativeBackend;
}

function fakeQuantOf(bits: number): Attribute[] {
  const { TF_ATTR_INT, TF_ATTR_BOOL } = native().binding;
  return [
    { name: 'num_bits', type: TF_ATTR_INT, value: bits },
    { name: 'narrow_range', type: TF_ATTR_BOOL, value: false },
  ];
}
