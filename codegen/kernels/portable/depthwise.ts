import { elementCount, type Conv2DNode } from '../../model/graph.js';
import { conv2d as op } from '../../ops/conv2d.js';
import type { Kernel } from '../kernel.js';
import { multiplyAccumulateView, operandSymbol } from '../multiply-accumulate-view.js';
import { rowsOf } from '../output-units.js';
import { replaceableResidual } from '../replaceable.js';
import { convolutionFields } from './conv2d.js';

/** Instructions on a Cortex-M4, counted in the compiled loops. */
const PER_MAC = 7;
const PER_GATHERED_CODE = 4;
/** Finding one stretch of neighbouring codes and beginning to unpack it. */
const PER_RUN = 40;
const PER_OUTPUT = 50;

/**
 * Convolution with as many groups as input channels: the window of all channels is unpacked in long
 * runs, where the general kernel would gather every channel tap by tap.
 */
export const depthwise: Kernel<Conv2DNode> = {
  name: 'depthwise',
  architecture: 'portable',
  op: 'conv2d',
  accepts: ({ groups }, { inputs: [input] }) => groups === input.shape[2],

  scratchBytes: ({ weights: { shape }, groups }) => shape[1] * shape[2] * groups,

  cost(node, { output }) {
    const [, height, width] = node.weights.shape;
    const runs = node.dilations[1] === 1 ? height : height * width;
    const gathering = runs * PER_RUN + height * width * node.groups * PER_GATHERED_CODE;
    return (
      op.macs(node, output) * PER_MAC +
      output.shape[0] * output.shape[1] * gathering +
      elementCount(output.shape) * PER_OUTPUT
    );
  },

  replaceableInputs: (_, { inputs, output }) => replaceableResidual(inputs, output),

  units: (_, { output }) => rowsOf(output),

  source(node, context) {
    const view = multiplyAccumulateView(node, context);
    const symbol = `softbit_depthwise_${operandSymbol(view)}_${view.requantize.symbol}_portable`;
    return { symbol, template: 'kernels/portable/depthwise.c.hbs', view };
  },

  layer(node, context) {
    const outputs = node.weights.shape[0] / node.groups;
    return {
      type: 'softbit_conv2d_layer',
      fields: convolutionFields(node, context, { count: 1, inputs: node.groups, outputs }),
    };
  },
};
