import * as tf from '@tensorflow/tfjs';
import { updateRules, type UpdateRuleName } from './update-rules.js';

/** Weights learn by the phase's rule and decay; quantizer parameters by Adam, without decay. */
export type ParameterGroup = 'weights' | 'quantizer';

export interface Parameter {
  readonly variable: tf.Variable;
  readonly group: ParameterGroup;
  readonly rule: UpdateRuleName;
  readonly weightDecay: number;
  readonly slots: readonly Float32Array[];
}

export type LearningRates = Readonly<Record<ParameterGroup, number>>;

export interface Optimizer {
  readonly parameters: readonly Parameter[];
  /** Updates made so far. */
  step: number;
}

export interface OptimizerOptions {
  /** In a fixed order: a checkpoint knows a parameter by its place. */
  readonly variables: readonly tf.Variable[];
  readonly rule: UpdateRuleName;
  readonly weightDecay: number;
  readonly isQuantizerVariable: (variable: tf.Variable) => boolean;
}

/**
 * Sorts the variables into the two groups and gives each its optimizer memory, all zeros. Only
 * kernels decay: batch norm, biases (rank 1) and quantizer parameters are left alone, because
 * shrinking them changes what the network computes without making it simpler.
 */
export function createOptimizer({
  variables,
  rule,
  weightDecay,
  isQuantizerVariable,
}: OptimizerOptions): Optimizer {
  const parameters = variables.map((variable): Parameter => {
    const group = isQuantizerVariable(variable) ? 'quantizer' : 'weights';
    const ruleOfGroup = group === 'quantizer' ? 'adam' : rule;
    return {
      variable,
      group,
      rule: ruleOfGroup,
      weightDecay: group === 'weights' && variable.rank > 1 ? weightDecay : 0,
      slots: emptySlots(updateRules[ruleOfGroup].slots, variable.size),
    };
  });
  return { parameters, step: 0 };
}

function emptySlots(count: number, size: number): Float32Array[] {
  return Array.from({ length: count }, () => new Float32Array(size));
}

/**
 * One update of every parameter.
 *
 * @param gradients One for each parameter in their order. A parameter without one stays as it is.
 * @param clipNorm Greatest norm of the gradient of all weights together; a longer one is shortened.
 */
export function applyGradients(
  optimizer: Optimizer,
  gradients: readonly (Float32Array | null)[],
  learningRates: LearningRates,
  clipNorm: number | null = null,
): void {
  const found = optimizer.parameters.flatMap((parameter, place) => {
    const gradient = gradients[place];
    return gradient ? [{ parameter, gradient }] : [];
  });
  if (clipNorm !== null) clip(found, clipNorm);
  for (const { parameter, gradient } of found) {
    updateParameter(parameter, gradient, learningRates, optimizer.step);
  }
  optimizer.step += 1;
}

interface FoundGradient {
  readonly parameter: Parameter;
  gradient: Float32Array;
}

/** Source: Pascanu et al., ICML 2013, algorithm 1. Ranges and α learn by Adam, which needs none. */
function clip(found: FoundGradient[], clipNorm: number): void {
  const ofWeights = found.filter(({ parameter }) => parameter.group === 'weights');
  let square = 0;
  for (const { gradient } of ofWeights) for (const value of gradient) square += value * value;
  const factor = clipNorm / Math.sqrt(square);
  if (!(factor < 1)) return;
  for (const one of ofWeights) one.gradient = one.gradient.map((value) => value * factor);
}

/** The values are copied first: a backend may hand out the very memory that the variable uses. */
function updateParameter(
  { variable, group, rule, weightDecay, slots }: Parameter,
  gradient: Float32Array,
  learningRates: LearningRates,
  step: number,
): void {
  const weights = Float32Array.from(variable.dataSync());
  updateRules[rule].update({
    weights,
    gradient,
    slots,
    learningRate: learningRates[group],
    weightDecay,
    step,
  });
  tf.tidy(() => {
    variable.assign(tf.tensor(weights, variable.shape));
  });
}

/** The optimizer's memory as flat arrays in a fixed order, copied. */
export function readOptimizer({ parameters }: Optimizer): Float32Array[] {
  return parameters.flatMap(({ slots }) => slots.map((slot) => slot.slice()));
}

/** Puts back what `readOptimizer` gave, for an optimizer made with the same options. */
export function restoreOptimizer(
  optimizer: Optimizer,
  step: number,
  memory: readonly Float32Array[],
): void {
  const slots = optimizer.parameters.flatMap((parameter) => parameter.slots);
  slots.forEach((slot, i) => {
    slot.set(memory[i]);
  });
  optimizer.step = step;
}
