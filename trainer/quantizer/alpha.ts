import * as tf from '@tensorflow/tfjs';

/** The paper's starting value, and the value of an α that is not learnt. */
export const initialAlpha = 0.2;

/** Its a, ln(0.2/0.3). */
export const initialAlphaParameter = Math.log(initialAlpha / (0.5 - initialAlpha));

/**
 * Beyond ±12 the sigmoid in 32-bit floats runs into 0 and 1, where the soft staircase's sharpness
 * is infinite; long before, its gradient has vanished, so that nothing is lost by stopping here.
 */
const greatestParameter = 12;

/**
 * α = ½·sigmoid(a), in the open interval (0, ½) whatever a is.
 *
 * @param parameter the learnt scalar a, or many of them
 */
export function alphaOf<Parameter extends tf.Tensor>(parameter: Parameter): Parameter {
  const bounded = tf.clipByValue(parameter, -greatestParameter, greatestParameter);
  return tf.mul(tf.sigmoid(bounded), 0.5);
}
