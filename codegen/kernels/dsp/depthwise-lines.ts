import { elementCount, type Conv2DNode } from '../../model/graph.js';
import { packCodes } from '../../model/packing.js';
import type { Kernel, KernelContext } from '../kernel.js';
import { packedLayer } from '../packed-layer.js';
import { depthwiseLinesPlan, type DepthwiseLinesPlan } from './depthwise-lines-plan.js';
import { depthwiseLinesView } from './depthwise-lines-view.js';
import { scalingSymbol } from './scaling.js';

/** Instructions on a Cortex-M4, counted in the compiled loops. */
const PER_PRODUCT = 1.6;
const PER_OUTPUT = 9;
const PER_INPUT = 4;
const PER_UNPACKED_TAP = 12;

/**
 * Depthwise convolutions of any width: the pixels of a channel's line in 16-bit lanes, two
 * multiplications in one SMLAD.
 */
export const depthwiseLines: Kernel<Conv2DNode> = {
  name: 'depthwise_lines',
  architecture: 'dsp',
  op: 'conv2d',

  accepts: (node, context) =>
    context.features.includes('dsp') && depthwiseLinesPlan(node, context) !== undefined,

  scratchBytes: (node, context) => planOf(node, context).scratchBytes,

  cost(node, context) {
    const { row, together, groups, across, input, strip } = planOf(node, context);
    const [channels, height, width] = node.weights.shape;
    const perGroup = row.products.length * across.kernel * PER_PRODUCT + together * PER_OUTPUT;
    const strips = Math.ceil(across.output / strip.outputs);
    const repeated = (strip.inputs * strips) / across.input;
    return (
      channels * across.output * groups * perGroup +
      elementCount(input.shape) * repeated * PER_INPUT +
      channels * strips * height * width * PER_UNPACKED_TAP
    );
  },

  replaceableInputs: () => [],

  source(node, context) {
    const plan = planOf(node, context);
    return {
      symbol: symbolOf(node, plan),
      template: 'kernels/dsp/depthwise_lines.c.hbs',
      view: depthwiseLinesView(node, plan),
    };
  },

  layer(node, context) {
    return packedLayer({
      weights: channelRows(node),
      linear: planOf(node, context).scaling,
      requantize: node.requantize,
      residual: undefined,
    });
  },
};

function planOf(node: Conv2DNode, context: KernelContext): DepthwiseLinesPlan {
  const plan = depthwiseLinesPlan(node, context);
  if (!plan) throw new Error(`depthwise_lines does not accept ${node.name}`);
  return plan;
}

/** Each channel's weights, from a byte on. */
function channelRows({ weights: { codes, bits, shape } }: Conv2DNode): Uint8Array {
  const taps = shape[1] * shape[2];
  const rows = Array.from({ length: shape[0] }, (_, channel) =>
    packCodes(codes.subarray(channel * taps, (channel + 1) * taps), bits),
  );
  return Uint8Array.from(rows.flatMap((row) => [...row]));
}

/**
 * Beyond the shape: `v` or `h` the direction of lines and the outputs of a group, `r` output lines of a strip, `l`, `n` and `z` lowest weight,
 * negated, step between weights and the input's zero point; of the requantization `s` the shift, `u` the
 * left shift of sums before the upper word of a product.
 */
function symbolOf(node: Conv2DNode, plan: DepthwiseLinesPlan): string {
  const { input, output, scaling, together, strip } = plan;
  const { weights, strides, padding, dilations } = node;
  const [channels, kernelHeight, kernelWidth] = weights.shape;
  return [
    `softbit_depthwise_a${input.bits}w${weights.bits}`,
    scalingSymbol(node.requantize, scaling, output),
    `h${input.shape[0]}w${input.shape[1]}c${channels}k${kernelHeight}x${kernelWidth}`,
    `s${strides.join('x')}d${dilations.join('x')}p${padding.top}x${padding.left}y${output.shape[0]}x${output.shape[1]}`,
    `${plan.vertical ? 'v' : 'h'}${together}r${strip.outputs}`,
    `l${-weights.lowest}n${weights.step}z${input.zeroPoint}`.replace('l-', 'lm'),
    'lines_dsp',
  ].join('_');
}
