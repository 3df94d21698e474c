import { elementCount, type DenseNode } from '../../model/graph.js';
import type { Kernel, KernelContext, LayerField } from '../kernel.js';
import { oncePerNode } from '../once-per-node.js';
import { linearRequantization, type LinearRequantization } from '../linear-requantization.js';
import { replaceableResidual } from '../replaceable.js';
import { requantizationFields } from '../requantization-fields.js';
import { requantizeView } from '../requantize-view.js';
import { weightSums } from '../weight-sums.js';
import { denseWeights } from './dense-flash.js';
import { denseForm, type DenseForm } from './dense-form.js';
import { denseView } from './dense-view.js';

/** Cycles on a Cortex-M4, counted in the compiled loops. */
const PER_MAC_IN_BYTES = 0.72;
const PER_MAC_IN_HALVES = 1.25;
const PER_OUTPUT = 24;
const PER_INPUT = 2;

interface DensePlan {
  readonly form: DenseForm;
  readonly linear: LinearRequantization | undefined;
}

/** Several multiplications in one; weights stream from flash, packed, and are never stored again. */
export const dense: Kernel<DenseNode> = {
  name: 'dense',
  architecture: 'dsp',
  op: 'dense',

  /** Where there is Helium, gcc keeps a register for its loops that the assembly needs. */
  accepts: (node, { features, ...context }) =>
    features.includes('dsp') &&
    !features.includes('mve') &&
    densePlan(node, { features, ...context }) !== undefined,

  scratchBytes: (node, context) => 4 * steps(planOf(node, context).form),

  cost(node, context) {
    const { form } = planOf(node, context);
    const perMac = form.kind === 'bytes' ? PER_MAC_IN_BYTES : PER_MAC_IN_HALVES;
    return (
      node.weights.codes.length * perMac +
      elementCount(context.inputs[0].shape) * PER_INPUT +
      elementCount(context.output.shape) * PER_OUTPUT
    );
  },

  replaceableInputs: (_, { inputs, output }) => replaceableResidual(inputs, output),

  source(node, context) {
    const { form, linear } = planOf(node, context);
    const { inputs, output } = context;
    const [outputs, , , count] = node.weights.shape;
    const { lowest, step, bits } = node.weights;
    const symbol = [
      `softbit_dense_a${inputs[0].bits}w${bits}`,
      linear && output.type === 'codes'
        ? `linear${output.bits}s${linear.shift}`
        : requantizeView(node.requantize, output, inputs.at(1)).symbol,
      `c${count}o${outputs}`,
      `t${form.stretch}${wideShift(node, linear)}`,
      `z${Math.min(inputs[0].zeroPoint, 1)}`,
      `l${lowest < 0 ? 'm' : ''}${Math.abs(lowest)}n${step}`,
      `${form.kind}_dsp`,
    ].join('_');
    const view = denseView({ node, context, form, linear });
    return { symbol, template: 'kernels/dsp/dense.c.hbs', view };
  },

  layer(node, context) {
    const { form, linear } = planOf(node, context);
    const [input, residual] = context.inputs;
    return {
      type: 'softbit_lanes_layer',
      fields: [
        array('weights', denseWeights(node, form, input.bits), 'weights'),
        ...(linear
          ? [array('constants', linearConstants(node, linear, input.zeroPoint), 'requantization')]
          : [
              ...(input.zeroPoint === 0
                ? []
                : [array('offsets', offsets(node, input.zeroPoint), 'requantization')]),
              ...requantizationFields(node.requantize, residual),
            ]),
      ],
    };
  },
};

/** The shift of a requantization in 64 bits is a constant in the code. */
function wideShift({ requantize }: DenseNode, linear: LinearRequantization | undefined): string {
  return linear || requantize.kind === 'thresholds' ? '' : `q${requantize.shift}`;
}

function steps({ stretch, stretches }: DenseForm): number {
  return stretch * stretches;
}

function planOf(node: DenseNode, context: KernelContext): DensePlan {
  const plan = densePlan(node, context);
  if (!plan) throw new Error(`dense does not accept ${node.name}`);
  return plan;
}

const densePlan = oncePerNode(makePlan);

function makePlan(node: DenseNode, context: KernelContext): DensePlan | undefined {
  const form = denseForm(node, context.inputs[0]);
  const limits = { greatestMultiplier: 2 ** 31 - 1 };
  const simple = context.inputs.length === 1;
  const linear = form && simple ? linearRequantization(node, context, limits) : undefined;
  return form && { form, linear };
}

/** For each output its multiplier and its bias, less the zero point's share. */
function linearConstants(
  node: DenseNode,
  { multipliers, biases }: LinearRequantization,
  zeroPoint: number,
): Int32Array {
  const sums = weightSums(node);
  return Int32Array.from({ length: 2 * multipliers.length }, (_, index) => {
    const output = index >> 1;
    const multiplier = multipliers[output];
    if (index % 2 === 0) return multiplier;
    return biases[output] - Math.imul(multiplier, zeroPoint * sums[output]);
  });
}

/** Minus zero point times the sum of each output's weights. */
function offsets(node: DenseNode, zeroPoint: number): Uint32Array {
  return Uint32Array.from(weightSums(node), (sum) => -zeroPoint * sum);
}

function array(
  name: string,
  numbers: Uint32Array | Int32Array,
  role: 'weights' | 'requantization',
): LayerField {
  const type = numbers instanceof Int32Array ? 'int32_t' : 'uint32_t';
  return { name, value: { type, numbers, suffix: name, role } };
}
