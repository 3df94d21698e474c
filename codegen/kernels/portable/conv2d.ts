import { elementCount, type Conv2DNode, type Tensor } from '../../model/graph.js';
import { conv2d as op, geometryOf } from '../../ops/conv2d.js';
import type { Kernel, KernelContext, LayerField } from '../kernel.js';
import { field, windowFields } from '../layer-fields.js';
import { multiplyAccumulateView, operandSymbol } from '../multiply-accumulate-view.js';
import { rowsOf } from '../output-units.js';
import { replaceableResidual } from '../replaceable.js';
import { requantizationFields } from '../requantization-fields.js';
import { weightFields } from '../weight-fields.js';

/** Instructions on a Cortex-M4, counted in the compiled loops. */
const PER_MAC = 4;
const PER_GATHERED_CODE = 4;
/** Finding one stretch of neighbouring codes and beginning to unpack it. */
const PER_RUN = 40;
const PER_OUTPUT = 40;

/** Any convolution: one window at a time is unpacked, then multiplied with every channel's row. */
export const conv2d: Kernel<Conv2DNode> = {
  name: 'conv2d',
  architecture: 'portable',
  op: 'conv2d',
  accepts: () => true,

  scratchBytes: ({ weights: { shape } }) => shape[1] * shape[2] * shape[3],

  cost(node, { output }) {
    return (
      op.macs(node, output) * PER_MAC +
      gatherCost(node, output) +
      elementCount(output.shape) * PER_OUTPUT
    );
  },

  replaceableInputs: (_, { inputs, output }) => replaceableResidual(inputs, output),

  units: (_, { output }) => rowsOf(output),

  source(node, context) {
    const view = multiplyAccumulateView(node, context);
    const symbol = `softbit_conv2d_${operandSymbol(view)}_${view.requantize.symbol}_portable`;
    return { symbol, template: 'kernels/portable/conv2d.c.hbs', view };
  },

  layer(node, context) {
    const { shape } = node.weights;
    const groups = {
      count: node.groups,
      inputs: shape[3],
      outputs: shape[0] / node.groups,
    };
    return { type: 'softbit_conv2d_layer', fields: convolutionFields(node, context, groups) };
  },
};

/** A row of an undilated, ungrouped window is one run; otherwise every tap of a group is one. */
function gatherCost({ weights, groups, dilations }: Conv2DNode, output: Tensor): number {
  const [, height, width, inputs] = weights.shape;
  const runs = groups === 1 && dilations[1] === 1 ? height : height * width * groups;
  const codes = height * width * inputs * groups;
  return output.shape[0] * output.shape[1] * (runs * PER_RUN + codes * PER_GATHERED_CODE);
}

interface Groups {
  readonly count: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** `softbit_conv2d_layer`, with the groups as the kernel sees them. */
export function convolutionFields(
  node: Conv2DNode,
  { inputs: [input, residual], output }: KernelContext,
  groups: Groups,
): LayerField[] {
  return [
    ...windowFields(input, geometryOf(node), output.shape),
    field('input_channels', 'uint32_t', input.shape[2]),
    field('groups', 'uint32_t', groups.count),
    field('group_inputs', 'uint32_t', groups.inputs),
    field('group_outputs', 'uint32_t', groups.outputs),
    field('zero_point', 'uint8_t', input.zeroPoint),
    ...weightFields(node.weights, input),
    ...requantizationFields(node.requantize, residual),
  ];
}
