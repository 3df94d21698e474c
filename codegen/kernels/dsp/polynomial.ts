import { elementCount, type Conv2DNode, type Requantization } from '../../model/graph.js';
import type { Kernel, KernelContext } from '../kernel.js';
import { packedLayer } from '../packed-layer.js';
import { requantizeView } from '../requantize-view.js';
import { flashWeights } from './polynomial-flash.js';
import { polynomialPlan, type PolynomialPlan } from './polynomial-plan.js';
import { polynomialView } from './polynomial-view.js';

/** Instructions on a Cortex-M4, counted in the compiled loops. */
const PER_STEP = 9;
const PER_FLUSH = 60;
const PER_GROUP = 26;
const PER_INPUT = 2;
const PER_TAP_WORD = 4;

/**
 * Convolutions whose kernel rows have up to three taps a plane, of codes so narrow that products of
 * polynomials with 8-bit fields pay: twelve multiplications in one UMLAL.
 */
export const polynomial: Kernel<Conv2DNode> = {
  name: 'polynomial',
  architecture: 'dsp',
  op: 'conv2d',

  accepts: (node, context) =>
    context.features.includes('dsp') && polynomialPlan(node, context) !== undefined,

  scratchBytes: (node, context) => planOf(node, context).scratchBytes,

  cost(node, context) {
    const { output, input, geometry, weights, schedule, strip } = planOf(node, context);
    const [height, , channels] = output.shape;
    const pairs = (height * channels * geometry.blocks) / 4;
    const strips = Math.ceil(height / strip.outputs);
    return (
      pairs * (weights.steps * PER_STEP + schedule.flushes * PER_FLUSH + 4 * PER_GROUP) +
      elementCount(input.shape) * PER_INPUT +
      strips * channels * weights.steps * PER_TAP_WORD
    );
  },

  replaceableInputs: () => [],

  source(node, context) {
    const plan = planOf(node, context);
    return {
      symbol: symbolOf(node, plan),
      template: 'kernels/dsp/polynomial.c.hbs',
      view: polynomialView(node, plan),
    };
  },

  layer(node, context) {
    const plan = planOf(node, context);
    const { linear, weights, residual, oneSide } = plan;
    return packedLayer({
      weights: flashWeights(plan, node.weights.bits, node.weights.shape[0]),
      linear: linear && {
        ...linear,
        multipliers: linear.multipliers.map((multiplier, channel) =>
          weights.complemented[channel] ? -multiplier : multiplier,
        ),
        ...(oneSide && firstSide(linear)),
      },
      requantize: {
        ...withoutZeroPoint(node.requantize, residual?.zeroPoint ?? 0),
        ...(oneSide && node.requantize.kind === 'multiplier' && firstSide(node.requantize)),
      },
      residual,
    });
  },
};

/** One residual multiplier in place of as many equal ones as there are channels. */
function firstSide({ residualMultipliers }: { readonly residualMultipliers?: Int32Array }) {
  return { residualMultipliers: residualMultipliers?.subarray(0, 1) };
}

/** The same requantization for residual codes as they are: the bias takes their zero point. */
function withoutZeroPoint(requantize: Requantization, zeroPoint: number): Requantization {
  if (requantize.kind === 'thresholds' || zeroPoint === 0) return requantize;
  const { biases, residualMultipliers } = requantize;
  return {
    ...requantize,
    biases: biases.map(
      (bias, channel) => bias - BigInt(zeroPoint) * BigInt(residualMultipliers?.[channel] ?? 0),
    ),
  };
}

function planOf(node: Conv2DNode, context: KernelContext): PolynomialPlan {
  const plan = polynomialPlan(node, context);
  if (!plan) throw new Error(`polynomial does not accept ${node.name}`);
  return plan;
}

/**
 * Beyond the shape: `t` steps unrolled × repeats × flushes, `b` bias of the fields, `r` output rows of
 * a strip, `u` one multiplier for the residual codes of all channels, `l` and `n` lowest weight, negated, and step between weights.
 */
function symbolOf(node: Conv2DNode, plan: PolynomialPlan): string {
  const { input, output, residual, linear, schedule, strip, oneSide } = plan;
  const { weights, strides, padding, dilations } = node;
  const [outputs, kernelHeight, kernelWidth, inputs] = weights.shape;
  return [
    `softbit_conv2d_a${input.bits}w${weights.bits}`,
    linear
      ? `linear${output.bits}s${linear.shift}${residual ? `_residual${residual.bits}` : ''}`
      : requantizeView(node.requantize, output, residual).symbol,
    ...(linear || node.requantize.kind === 'thresholds' ? [] : [`q${node.requantize.shift}`]),
    `h${input.shape[0]}w${input.shape[1]}c${inputs}o${outputs}k${kernelHeight}x${kernelWidth}`,
    `s${strides.join('x')}d${dilations[1]}p${padding.top}x${padding.left}y${output.shape[0]}x${output.shape[1]}`,
    `t${schedule.unrolled}x${schedule.repeats}x${schedule.flushes}b${schedule.bias}r${strip.outputs}${oneSide ? 'u' : ''}`,
    `l${-weights.lowest}n${weights.step}`.replace('l-', 'lm'),
    'polynomial_dsp',
  ].join('_');
}
