import { elementCount, type AveragePoolNode } from '../../model/graph.js';
import { poolGeometry } from '../../ops/max-pool.js';
import type { Kernel } from '../kernel.js';
import { field, windowFields } from '../layer-fields.js';
import { outputView } from '../output-view.js';
import { multiplierView } from '../requantize-view.js';

/** Instructions on a Cortex-M4, counted in the compiled loops: one tap of one channel, one output. */
const PER_TAP = 14;
const PER_OUTPUT = 25;

/** Adds the window's pixels to one 32-bit sum a channel; a global pool is one such window. */
export const averagePool: Kernel<AveragePoolNode> = {
  name: 'averagepool',
  architecture: 'portable',
  op: 'averagePool',
  accepts: () => true,

  scratchBytes: (_, { inputs: [input] }) => 4 * input.shape[2],

  cost: ({ kernel }, { output }) =>
    elementCount(output.shape) * (kernel[0] * kernel[1] * PER_TAP + PER_OUTPUT),

  replaceableInputs: () => [],

  source({ shift }, { inputs: [{ bits }], output }) {
    const requantize = multiplierView(shift, output, undefined);
    return {
      symbol: `softbit_averagepool_a${bits}_${requantize.symbol}_portable`,
      template: 'kernels/portable/averagepool.c.hbs',
      view: { activation: { bits }, requantize, output: outputView(output), residual: null },
    };
  },

  layer(node, { inputs: [input], output }) {
    return {
      type: 'softbit_averagepool_layer',
      fields: [
        ...windowFields(input, poolGeometry(node), output.shape),
        field('channels', 'uint32_t', input.shape[2]),
        field('zero_point', 'int32_t', input.zeroPoint),
        field('multiplier', 'int32_t', node.multiplier),
        field('bias', 'int64_t', node.bias),
        field('shift', 'uint32_t', node.shift),
      ],
    };
  },
};
