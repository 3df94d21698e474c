import { elementCount, type DenseNode } from '../../model/graph.js';
import type { Kernel } from '../kernel.js';
import { field } from '../layer-fields.js';
import { multiplyAccumulateView, operandSymbol } from '../multiply-accumulate-view.js';
import { replaceableResidual } from '../replaceable.js';
import { requantizationFields } from '../requantization-fields.js';
import { weightFields } from '../weight-fields.js';

/** Instructions on a Cortex-M4, counted in the compiled loops: one MAC, one gathered code, one output. */
const PER_MAC = 4;
const PER_GATHERED_CODE = 3;
const PER_OUTPUT = 40;

/** The whole input is unpacked once, then multiplied with every output's row. */
export const dense: Kernel<DenseNode> = {
  name: 'dense',
  architecture: 'portable',
  op: 'dense',
  accepts: () => true,

  scratchBytes: (_, { inputs: [input] }) => elementCount(input.shape),

  cost: ({ weights }, { inputs: [input], output }) =>
    weights.codes.length * PER_MAC +
    elementCount(input.shape) * PER_GATHERED_CODE +
    elementCount(output.shape) * PER_OUTPUT,

  replaceableInputs: (_, { inputs, output }) => replaceableResidual(inputs, output),

  source(node, context) {
    const view = multiplyAccumulateView(node, context);
    const symbol = `softbit_dense_${operandSymbol(view)}_${view.requantize.symbol}_portable`;
    return { symbol, template: 'kernels/portable/dense.c.hbs', view };
  },

  layer({ weights, requantize }, { inputs: [input, residual] }) {
    return {
      type: 'softbit_dense_layer',
      fields: [
        field('inputs', 'uint32_t', elementCount(input.shape)),
        field('outputs', 'uint32_t', weights.shape[0]),
        ...weightFields(weights, input),
        ...requantizationFields(requantize, residual),
      ],
    };
  },
};
