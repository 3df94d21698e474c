import { elementCount, type MaxPoolNode } from '../../model/graph.js';
import { poolGeometry } from '../../ops/max-pool.js';
import type { Kernel } from '../kernel.js';
import { field, windowFields } from '../layer-fields.js';
import { outputView } from '../output-view.js';
import { unpackView } from '../unpack-view.js';

/** Instructions on a Cortex-M4, counted in the compiled loops: one tap of one channel, one output. */
const PER_TAP = 11;
const PER_OUTPUT = 12;

/** Unpacks one pixel of the window after the other and keeps the greatest codes. */
export const maxPool: Kernel<MaxPoolNode> = {
  name: 'maxpool',
  architecture: 'portable',
  op: 'maxPool',
  accepts: () => true,

  scratchBytes: (_, { inputs: [input] }) => 2 * input.shape[2],

  cost: ({ kernel }, { output }) =>
    elementCount(output.shape) * (kernel[0] * kernel[1] * PER_TAP + PER_OUTPUT),

  replaceableInputs: () => [],

  source(_, { inputs: [{ bits }], output }) {
    return {
      symbol: `softbit_maxpool_a${bits}_portable`,
      template: 'kernels/portable/maxpool.c.hbs',
      view: { activation: unpackView(bits), output: outputView(output) },
    };
  },

  layer(node, { inputs: [input], output }) {
    return {
      type: 'softbit_maxpool_layer',
      fields: [
        ...windowFields(input, poolGeometry(node), output.shape),
        field('channels', 'uint32_t', input.shape[2]),
      ],
    };
  },
};
