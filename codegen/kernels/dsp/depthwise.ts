import { elementCount, type Conv2DNode } from '../../model/graph.js';
import { packCodes } from '../../model/packing.js';
import type { Kernel, KernelContext, Layer } from '../kernel.js';
import { depthwisePlan, type DepthwisePlan } from './depthwise-plan.js';
import { depthwiseView, exponentsOf, isThresholds } from './depthwise-view.js';

/** Instructions on a Cortex-M4, counted in the compiled loops. */
const PER_BLOCK = 22;
const PER_STEP = 3;
/** The same in assembly. */
const PER_TIGHT_BLOCK = 10;
const PER_TIGHT_STEP = 2;
const PER_ELEMENT = 1.5;

/** Depthwise convolutions whose sums fit bytes: a filter row times four pixels in one SMLAL. */
export const depthwise: Kernel<Conv2DNode> = {
  name: 'depthwise',
  architecture: 'dsp',
  op: 'conv2d',

  accepts: (node, context) =>
    context.features.includes('dsp') && depthwisePlan(node, context) !== undefined,

  scratchBytes: (node, context) => planOf(node, context).scratchBytes,

  cost(node, context) {
    const { geometry, across, words, input, output, tight } = planOf(node, context);
    const blocks = geometry.groups * across.output * words.length;
    const elements = elementCount(input.shape) + elementCount(output.shape);
    const perBlock = tight
      ? PER_TIGHT_BLOCK + words[0].length * PER_TIGHT_STEP
      : PER_BLOCK + words[0].length * PER_STEP;
    return blocks * perBlock + elements * PER_ELEMENT;
  },

  replaceableInputs: () => [],

  source(node, context) {
    const plan = planOf(node, context);
    return {
      symbol: symbolOf(node, plan),
      template: 'kernels/dsp/depthwise.c.hbs',
      view: depthwiseView(node, plan),
    };
  },

  layer: (node, context) => layerOf(node, planOf(node, context)),
};

function planOf(node: Conv2DNode, context: KernelContext): DepthwisePlan {
  const plan = depthwisePlan(node, context);
  if (!plan) throw new Error(`depthwise does not accept ${node.name}`);
  return plan;
}

/** Beyond the shape: `v` or `h` direction of the words, `r` rows of a strip, `l` and `n` levels, `b` biases. */
function symbolOf(node: Conv2DNode, plan: DepthwisePlan): string {
  const { input, output, requantization, biases, strip, direction } = plan;
  const { weights, strides, padding, dilations } = node;
  const [channels, height, width] = weights.shape;
  return [
    `softbit_depthwise_a${input.bits}w${weights.bits}`,
    isThresholds(requantization)
      ? `thresholds${output.bits}`
      : `linear${output.bits}s${requantization.shift}`,
    `h${input.shape[0]}w${input.shape[1]}c${channels}k${height}x${width}`,
    `s${strides.join('x')}d${dilations.join('x')}p${padding.top}x${padding.left}y${output.shape[0]}x${output.shape[1]}`,
    `${direction === 1 ? 'h' : 'v'}r${strip.outputs}l${-weights.lowest}n${weights.step}`.replace(
      'l-',
      'lm',
    ),
    `b${biases.fields.join('x')}`,
    'polynomial_dsp',
  ].join('_');
}

function layerOf(node: Conv2DNode, plan: DepthwisePlan): Layer {
  const { requantization, biases } = plan;
  const weights = { name: 'weights', type: 'uint8_t', numbers: flashWeights(node, plan) } as const;
  if (isThresholds(requantization)) {
    const { thresholds } = requantization;
    return layer([weights, { name: 'thresholds', type: 'uint8_t', numbers: thresholds }]);
  }
  const { multipliers } = requantization;
  const numbers = requantization.biases.map(
    (bias, channel) => bias - biases.total * multipliers[channel],
  );
  return layer([
    weights,
    { name: 'multipliers', type: 'int32_t', numbers: multipliers },
    { name: 'biases', type: 'int32_t', numbers },
  ]);
}

interface NamedArray {
  readonly name: string;
  readonly type: 'uint8_t' | 'int32_t';
  readonly numbers: Uint8Array | Int32Array;
}

function layer(arrays: readonly NamedArray[]): Layer {
  return {
    type: 'softbit_packed_layer',
    fields: arrays.map(({ name, type, numbers }) => {
      const role = name === 'weights' ? 'weights' : 'requantization';
      return { name, value: { type, numbers, suffix: name, role } } as const;
    }),
  };
}

/** Flash order: blocks of channels, steps, bytes of channels, exponents. */
function flashWeights({ weights }: Conv2DNode, plan: DepthwisePlan): Uint8Array {
  const { words, block } = plan;
  const perByte = 8 / weights.bits;
  const bytes: number[] = [];
  for (let first = 0; first < words.length; first += block) {
    for (let step = 0; step < words[0].length; step++) {
      for (let channel = first; channel < first + block; channel += perByte) {
        for (const exponent of exponentsOf(plan, step)) {
          const own = words.slice(channel, channel + perByte).map((taps) => taps[step][exponent]);
          const codes = own.map((weight) => (weight - weights.lowest) / weights.step);
          bytes.push(packCodes(Uint8Array.from(codes), weights.bits)[0]);
        }
      }
    }
  }
  return Uint8Array.from(bytes);
}
