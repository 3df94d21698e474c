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
import type { MemoryStep, MemoryTask } from '../planner/memory-task.js';
import { nodeContexts } from './node-contexts.js';
import { tensorBytes } from './tensor-bytes.js';

export interface LoweringOptions {
  readonly model: Model;
  readonly features: readonly string[];
  readonly core: string;
  /** Default: the cheapest by the kernels' own estimates. */
  readonly policy?: KernelPolicy | undefined;
  /** What scratch may add to the memory of tensors where these are largest. */
  readonly spareBytes: number;
  /** Threads that share a step; default: 1. */
  readonly threads?: number | undefined;
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
  /** How threads share the step; absent where one runs it whole. */
  readonly shared?: SharedStep;
}

/** A step of which each thread computes some of the units, with scratch of its own. */
export interface SharedStep {
  readonly units: number;
  /** Bytes from a thread's scratch to the next one's. */
  readonly scratchStride: number;
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

/** Threads that write to the same line of a cache wait for each other. */
const CACHE_LINE = 64;

/** Graph tensors have no space in their names, so this one is free. */
const WIDENED = 'widened output';

/** Chooses a kernel for every node, in execution order, and lists the buffers they use. */
export function lowerModel(options: LoweringOptions): LoweredModel {
  const { model } = options;
  const output = findTensor(model, model.output);
  const contexts = nodeContexts(options);
  const lowered = model.nodes.map((node, index) =>
    shareStep(lowerNode(node, contexts[index], options.policy), options.threads ?? 1),
  );
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

interface LoweredNode {
  readonly step: Step;
  readonly choice: KernelChoice;
  /** Units that the chosen kernel can share out. */
  readonly units: number;
}

function lowerNode(
  node: GraphNode,
  context: KernelContext,
  policy: KernelPolicy | undefined,
): LoweredNode {
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
    writesIntegers: context.output.type === 'int32',
  };
  return { step, choice, units: kernel.units?.(node, context) ?? 1 };
}

/**
 * Divides a step between threads: each has scratch of its own, and none may write where another one
 * still reads, so no input is replaced.
 */
function shareStep({ step, choice, units }: LoweredNode, threads: number) {
  if (threads === 1 || units === 1) return { step, choice };
  const scratchStride = Math.ceil(step.scratchBytes / CACHE_LINE) * CACHE_LINE;
  const shared: Step = {
    ...step,
    replaceable: [],
    scratchBytes: scratchStride * threads,
    source: { ...step.source, symbol: `${step.source.symbol}_part`, parts: true },
    shared: { units, scratchStride },
  };
  return { step: shared, choice };
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
