import { elementCount, type AddNode } from '../../model/graph.js';
import type { Kernel } from '../kernel.js';
import { field } from '../layer-fields.js';
import { outputView } from '../output-view.js';
import { mayReplace } from '../replaceable.js';
import { multiplierView } from '../requantize-view.js';

/** Instructions on a Cortex-M4, counted in the compiled loop: one input element, one output. */
const PER_INPUT_ELEMENT = 12;
const PER_OUTPUT = 18;

/** Element by element; may run in place of an input that is no narrower than the output. */
export const add: Kernel<AddNode> = {
  name: 'add',
  architecture: 'portable',
  op: 'add',
  accepts: () => true,
  scratchBytes: () => 0,

  cost: (_, { inputs, output }) =>
    elementCount(output.shape) * (inputs.length * PER_INPUT_ELEMENT + PER_OUTPUT),

  replaceableInputs: (_, { inputs, output }) =>
    inputs.flatMap((input, index) => (mayReplace(input, output) ? [index] : [])),

  source({ shift }, { inputs, output }) {
    const requantize = multiplierView(shift, output, undefined);
    const operands = inputs.map(({ bits }) => `a${bits}`).join('');
    return {
      symbol: `softbit_add_${operands}_${requantize.symbol}_portable`,
      template: 'kernels/portable/add.c.hbs',
      view: {
        inputs: inputs.map(({ bits }, index) => ({ index, bits })),
        lastInput: inputs.length - 1,
        requantize,
        output: outputView(output),
        residual: null,
      },
    };
  },

  layer({ multipliers, bias, shift }, { inputs, output }) {
    const zeroPoints = Int32Array.from(inputs, ({ zeroPoint }) => zeroPoint);
    const role = 'requantization';
    return {
      type: 'softbit_add_layer',
      fields: [
        field('count', 'uint32_t', elementCount(output.shape)),
        {
          name: 'multipliers',
          value: { type: 'int32_t', numbers: multipliers, suffix: 'multipliers', role },
        },
        {
          name: 'zero_points',
          value: { type: 'int32_t', numbers: zeroPoints, suffix: 'zero_points', role },
        },
        field('bias', 'int64_t', bias),
        field('shift', 'uint32_t', shift),
      ],
    };
  },
};
