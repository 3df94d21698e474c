import type { ConstantArray } from '../kernels/kernel.js';
import { findTensor } from '../model/graph.js';
import type { ArenaPlan } from '../planner/plan-arena.js';
import type { ModelMemory, NodeMemory } from '../project/model-memory.js';
import { constantBytes } from './c-literals.js';
import type { LoweredModel, Step } from './lower-model.js';
import { tensorBytes } from './tensor-bytes.js';

/** The exact memory table of a lowered and planned model. */
export function modelMemory(lowered: LoweredModel, plan: ArenaPlan): ModelMemory {
  const { model, steps, task, result } = lowered;
  const nodes = steps.map((step, index) => stepMemory(step, index, lowered, plan));
  const total = (key: 'weightsBytes' | 'requantizationBytes'): number =>
    nodes.reduce((sum, node) => sum + node[key], 0);
  return {
    weightsBytes: total('weightsBytes'),
    requantizationBytes: total('requantizationBytes'),
    arenaBytes: plan.bytes,
    arenaLowerBoundBytes: plan.lowerBoundBytes,
    inputBytes: tensorBytes(findTensor(model, model.input.tensor)),
    outputBytes: task.bytes.get(result) ?? 0,
    scratchBytes: Math.max(...nodes.map(({ scratchBytes }) => scratchBytes)),
    nodes,
  };
}

function stepMemory(
  { name, op, source, layer, reads, writes, scratchBytes }: Step,
  index: number,
  { task: { bytes } }: LoweredModel,
  plan: ArenaPlan,
): NodeMemory {
  const arrays = layer.fields.flatMap(({ value }) => ('numbers' in value ? [value] : []));
  const constants = (role: ConstantArray['role']): number =>
    arrays
      .filter((array) => array.role === role)
      .reduce((sum, array) => sum + constantBytes(array), 0);
  return {
    name,
    op,
    kernel: source.symbol,
    weightsBytes: constants('weights'),
    requantizationBytes: constants('requantization'),
    inputBytes: [...new Set(reads)].reduce((sum, input) => sum + (bytes.get(input) ?? 0), 0),
    outputBytes: bytes.get(writes) ?? 0,
    scratchBytes,
    liveBytes: plan.liveBytes[index],
    inPlace: plan.inPlaceSteps.has(index),
  };
}
