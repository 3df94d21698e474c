import { elementCount, type MaxPoolNode } from '../../model/graph.js';
import type { Kernel } from '../kernel.js';
import { maxPool } from './max-pool.js';
import { hasWholeBytes, laneMask, lanesOf } from './word-lanes.js';

/** Instructions on a Cortex-M4, counted in the compiled loops. */
const PER_WORD = 18;
const PER_OUTPUT_WORD = 30;

/** Max pools whose pixels are whole bytes: all codes of up to four bytes are compared at once. */
export const maxPoolWords: Kernel<MaxPoolNode> = {
  name: 'maxpool_words',
  architecture: 'portable',
  op: 'maxPool',

  accepts: (_, { inputs: [input] }) => hasWholeBytes(input),

  scratchBytes: () => 0,

  cost({ kernel }, { inputs: [input], output }) {
    const words = (elementCount(output.shape) * input.bits) / 8 / lanesOf(input);
    return words * (kernel[0] * kernel[1] * PER_WORD + PER_OUTPUT_WORD);
  },

  replaceableInputs: () => [],

  source(_, { inputs: [input] }) {
    const { bits } = input;
    const lanes = lanesOf(input);
    const codes = 8 / bits;
    const topBits = Array.from({ length: codes }, (__, code) => 2 ** (code * bits + bits - 1));
    return {
      symbol: `softbit_maxpool_a${bits}_words${lanes}_portable`,
      template: 'kernels/portable/maxpool_words.c.hbs',
      view: {
        activation: { bits },
        lanes,
        codes,
        single: bits === 1,
        otherBits: bits - 1,
        topBits: laneMask(
          topBits.reduce((sum, bit) => sum + bit),
          lanes,
        ),
        bytes: Array.from({ length: lanes }, (__, byte) => ({ byte, shift: 8 * byte })),
      },
    };
  },

  layer: (node, context) => maxPool.layer(node, context),
};
