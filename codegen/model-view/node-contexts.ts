import type { KernelContext } from '../kernels/kernel.js';
import { findTensor, type CodeTensor, type Model } from '../model/graph.js';
import type { MemoryTask } from '../planner/memory-task.js';
import { scratchRoom } from '../planner/scratch-room.js';
import { tensorBytes } from './tensor-bytes.js';

export interface NodeContextsOptions {
  readonly model: Model;
  readonly features: readonly string[];
  readonly core: string;
  /** What scratch may add to the memory of tensors where these are largest; default: plenty. */
  readonly spareBytes?: number;
}

/** Scratch that lets kernels of small networks take their fastest form. */
export const PLENTY_OF_BYTES = 6144;

/** What kernels may know besides each node of a model, in execution order. */
export function nodeContexts({
  model,
  features,
  core,
  spareBytes = PLENTY_OF_BYTES,
}: NodeContextsOptions): KernelContext[] {
  const room = scratchRoom(tensorTask(model), spareBytes);
  return model.nodes.map((node, index) => ({
    inputs: node.inputs.map((name) => findTensor(model, name) as CodeTensor),
    output: findTensor(model, node.output),
    features,
    core,
    scratchRoom: room[index],
  }));
}

/** The model's tensors alone, before kernels say what scratch they need. */
function tensorTask(model: Model): MemoryTask {
  return {
    steps: model.nodes.map((node) => ({
      reads: node.inputs,
      writes: node.output,
      replaceable: [],
      scratchBytes: 0,
    })),
    inputs: [model.input.tensor],
    outputs: [model.output],
    bytes: new Map(model.tensors.map((tensor) => [tensor.name, tensorBytes(tensor)])),
  };
}
