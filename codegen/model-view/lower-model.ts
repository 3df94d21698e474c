import type { KernelContext, KernelSource, Layer } from '../kernels/kernel.js';
import { widenLayer, widenSource } from '../kernels/portable/widen.js';
import { selectKernel, type KernelChoice, type KernelPolicy } from '../kernels/select-kernel.js';
import {
  elementCount,
  findTensor,
  type CodeTensor,
  type GraphNode,
  type Model,
  type Tensor,
} from '../model/graph.js';
import { packedByteCount } from '../model/packing.js';
import type { MemoryStep, MemoryTask } from '../planner/memory-task.js';
import { scratchRoom } from '../planner/scratch-room.js';

export interface LoweringOptions {
  readonly model: Model;
  readonly features: readonly string[];
  readonly core: string;
  /** Default: the cheapest by the kernels' own estimates. */
  readonly policy?: KernelPolicy | undefined;
}

/** One kernel call of the generated `run` function. */
export interface Step extends MemoryStep {
  /** Node's name, or what the added step does. */
  readonly name: string;
  readonly op: string;
  readonly source: KernelSource;
  readonly layer: Layer;
  /** Type of the output's elements in C: packed codes or integers. */
  readonly writesIntegers: boolean;
}

/** A model with its kernels chosen: what is left is where in memory and how to print it. */
export interface LoweredModel {
  readonly model: Model;
  readonly steps: readonly Step[];
  readonly choices: readonly KernelChoice[];
  /** Buffer that holds 32-bit results after the run. */
  readonly result: string;
  readonly task: MemoryTask;
}

/** Graph tensors have no space in their names, so this one is free. */
const WIDENED = 'widened output';

/** Chooses a kernel for every node, in execution order, and lists the buffers they use. */
export function lowerModel(options: LoweringOptions): LoweredModel {
  const { model } = options;
  const output = findTensor(model, model.output);
  const room = scratchRoom(tensorTask(model));
  const lowered = model.nodes.map((node, index) => lowerNode(node, room[index], options));
  const widening = output.type === 'codes' ? [widenStep(output)] : [];
  const steps = [...lowered.map(({ step }) => step), ...widening];
  const result = output.type === 'codes' ? WIDENED : output.name;
  return {
    model,
    steps,
    choices: lowered.map(({ choice }) => choice),
    result,
    task: {
      steps,
      inputs: [model.input.tensor],
      outputs: [result],
      bytes: bufferBytes(model, output),
    },
  };
}

function lowerNode(
  node: GraphNode,
  room: number,
  { model, features, core, policy }: LoweringOptions,
): { step: Step; choice: KernelChoice } {
  const output = findTensor(model, node.output);
  const inputs = node.inputs.map((name) => findTensor(model, name) as CodeTensor);
  const context: KernelContext = { inputs, output, features, core, scratchRoom: room };
  const { kernel, choice } = selectKernel(node, context, policy);
  const step = {
    name: node.name,
    op: node.op,
    reads: node.inputs,
    writes: node.output,
    replaceable: replaceableNames(node, kernel.replaceableInputs(node, context)),
    scratchBytes: kernel.scratchBytes(node, context),
    source: kernel.source(node, context),
    layer: kernel.layer(node, context),
    writesIntegers: output.type === 'int32',
  };
  return { step, choice };
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

/** A tensor that is also read at a place where it must stay whole cannot be replaced. */
function replaceableNames({ inputs }: GraphNode, indices: readonly number[]): string[] {
  const kept = inputs.filter((_, index) => !indices.includes(index));
  return indices.map((index) => inputs[index]).filter((name) => !kept.includes(name));
}

function widenStep(output: CodeTensor): Step {
  return {
    name: 'widen',
    op: 'widen',
    reads: [output.name],
    writes: WIDENED,
    replaceable: [],
    scratchBytes: 0,
    source: widenSource(output),
    layer: widenLayer(output),
    writesIntegers: true,
  };
}

function bufferBytes(model: Model, output: Tensor): Map<string, number> {
  const sizes = new Map(model.tensors.map((tensor) => [tensor.name, tensorBytes(tensor)]));
  return output.type === 'codes' ? sizes.set(WIDENED, elementCount(output.shape) * 4) : sizes;
}

/** Bytes of a tensor in the arena: packed codes or 32-bit integers. */
export function tensorBytes(tensor: Tensor): number {
  const count = elementCount(tensor.shape);
  return tensor.type === 'codes' ? packedByteCount(count, tensor.bits) : count * 4;
}
