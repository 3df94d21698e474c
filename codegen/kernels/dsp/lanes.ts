import type { Conv2DNode } from '../../model/graph.js';
import type { Kernel, KernelContext } from '../kernel.js';
import type { ConstantArray, LayerField } from '../kernel.js';
import { requantizationFields } from '../requantization-fields.js';
import { requantizeView } from '../requantize-view.js';
import {
  checkSchedule,
  lanesWeights,
  linearConstants,
  offsetConstants,
} from './lanes-constants.js';
import { lanesCycles } from './lanes-cost.js';
import { lanesPlan, type LanesPlan } from './lanes-plan.js';
import { lanesView } from './lanes-view.js';

/**
 * Ungrouped convolutions of any kernel in 16-bit lanes: `SMLAD` multiplies two lanes, of which each
 * holds one or two pixels' codes and one or two channels' weights, 2, 4 or 8 multiplications in all.
 */
export const lanes: Kernel<Conv2DNode> = {
  name: 'lanes',
  architecture: 'dsp',
  op: 'conv2d',

  accepts: (node, context) =>
    context.features.includes('dsp') && lanesPlan(node, context) !== undefined,

  scratchBytes: (node, context) => planOf(node, context).strip.scratchBytes,

  cost: (node, context) => lanesCycles(planOf(node, context)),

  replaceableInputs: () => [],

  source(node, context) {
    const plan = planOf(node, context);
    checkSchedule(plan);
    return {
      symbol: symbolOf(plan),
      template: 'kernels/dsp/lanes.c.hbs',
      view: lanesView(plan),
    };
  },

  layer(node, context) {
    const plan = planOf(node, context);
    const { linear, residual } = plan;
    return {
      type: 'softbit_lanes_layer',
      fields: [
        array('weights', 'uint32_t', lanesWeights(plan), 'weights'),
        ...(linear
          ? [array('constants', 'int32_t', linearConstants(plan, linear), 'requantization')]
          : [
              array('offsets', 'uint32_t', offsetConstants(plan), 'requantization'),
              ...requantizationFields(node.requantize, residual),
            ]),
      ],
    };
  },
};

function array(
  name: string,
  type: ConstantArray['type'],
  numbers: ConstantArray['numbers'],
  role: ConstantArray['role'],
): LayerField {
  return { name, value: { type, numbers, suffix: name, role } };
}

function planOf(node: Conv2DNode, context: KernelContext): LanesPlan {
  const plan = lanesPlan(node, context);
  if (!plan) throw new Error(`lanes does not accept ${node.name}`);
  return plan;
}

/** Everything that differs in the code; the constants of shared sums depend on the schedule and more. */
function symbolOf(plan: LanesPlan): string {
  const { node, input, output, residual, linear, schedule, strip, form, geometry } = plan;
  const { weights, dilations } = node;
  const [outputs, kernelHeight, kernelWidth, inputs] = weights.shape;
  const { inputHeight, inputWidth, outputHeight, outputWidth, padTop, padLeft } = geometry;
  const signed = (value: number) => `${value < 0 ? 'm' : ''}${Math.abs(value)}`;
  return [
    `softbit_conv2d_a${input.bits}w${weights.bits}`,
    linear && output.type === 'codes'
      ? `linear${output.bits}s${linear.shift}${residual ? `_residual${residual.bits}` : ''}`
      : requantizeView(node.requantize, output, residual).symbol,
    `h${inputHeight}w${inputWidth}c${inputs}o${outputs}k${kernelHeight}x${kernelWidth}`,
    `s${node.strides.join('x')}d${dilations.join('x')}p${padTop}x${padLeft}y${outputHeight}x${outputWidth}`,
    `z${input.zeroPoint}t${schedule.stretch}b${schedule.biases.join('x')}r${strip.outputs}`,
    `l${signed(weights.lowest)}n${weights.step}`,
    `lanes${form.pixels}x${form.outputs}_dsp`,
  ].join('_');
}
