import {
  elementCount,
  findTensor,
  type CodeTensor,
  type Model,
  type OpName,
} from '../model/graph.js';
import { verifyModel } from '../model/verify-model.js';
import type { Values } from '../ops/op.js';
import { opNames, opOf } from '../ops/registry.js';
import { runNode } from '../reference/run-model.js';
import { SoftbitError } from '../softbit-error.js';
import { draftNode, randomZeroPoint, type NodeRequest, type RandomNode } from './random-node.js';
import { Random } from './random.js';

/** What random models may be made of. */
export interface ModelConstraints {
  readonly ops: readonly OpName[];
  readonly weightBits: readonly number[];
  readonly activationBits: readonly number[];
  readonly nodes: readonly [least: number, most: number];
  /** Greatest height or width, and number of channels, of the input. */
  readonly side: number;
  readonly channels: number;
  /** Greatest number of output channels of a convolution's group. */
  readonly groupOutputs: number;
  /** Tensors with more elements are not made. */
  readonly elements: number;
}

const everyWidth = [1, 2, 3, 4, 5, 6, 7, 8];

const defaults: ModelConstraints = {
  ops: opNames,
  weightBits: everyWidth,
  activationBits: everyWidth,
  nodes: [1, 5],
  side: 9,
  channels: 11,
  groupOutputs: 5,
  elements: 2000,
};

/**
 * A sound random model: any op, bit width, shape, stride, dilation, padding, group count, zero
 * point, residual and requantization. For tests of whatever runs models.
 *
 * @param seed the same seed gives the same model
 * @example
 * const model = randomModel(7, { ops: ['conv2d'], weightBits: [2] });
 */
export function randomModel(seed: number, constraints: Partial<ModelConstraints> = {}): Model {
  const random = new Random(seed);
  const merged = { ...defaults, ...constraints };
  const input = randomInputTensor(random, merged);
  const count = random.integer(...merged.nodes);
  const values = new Map([[input.name, sampleOf(random, input)]]);
  const chain: RandomNode[] = [];
  for (let index = 0; index < count; index++) {
    const available = [input, ...chain.map(({ output }) => output as CodeTensor)];
    const last = index === count - 1;
    const name = `node_${index}`;
    const drawn = soundNode({ random, name, available, values, constraints: merged, last });
    values.set(
      drawn.output.name,
      runNode({ tensors: [...available, drawn.output] }, drawn.node, values),
    );
    chain.push(drawn);
  }
  return verifyModel({
    name: `random_${seed}`,
    tensors: [input, ...chain.map(({ output }) => output)],
    nodes: chain.map(({ node }) => node),
    input: { tensor: input.name, preprocessing: { kind: 'bytes', shift: 0 } },
    output: chain[count - 1].output.name,
    classes: [],
    provenance: { tool: 'softbit random model', version: '1', seed },
  });
}

/** Codes for a model's input: mostly mixed, sometimes all greatest or all zero. */
export function randomInput(seed: number, model: Model): Uint8Array {
  const tensor = findTensor(model, model.input.tensor) as CodeTensor;
  return new Random(seed).codes(elementCount(tensor.shape), tensor.bits);
}

function sampleOf(random: Random, { shape, bits }: CodeTensor): Values {
  const length = elementCount(shape);
  return Int32Array.from({ length }, () => random.integer(0, 2 ** bits - 1));
}

function randomInputTensor(random: Random, constraints: ModelConstraints): CodeTensor {
  const bits = random.pick(constraints.activationBits);
  const side = (): number => (random.chance(0.15) ? 1 : random.integer(1, constraints.side));
  const channels = random.chance(0.2) ? 1 : random.integer(1, constraints.channels);
  return {
    type: 'codes',
    name: 'input',
    shape: [side(), side(), channels],
    bits,
    zeroPoint: randomZeroPoint(random, bits),
    scale: 1,
  };
}

/** Draws until an op accepts its node; another op has its turn where one finds none. */
function soundNode(request: NodeRequest): RandomNode {
  let op = request.random.pick(request.constraints.ops);
  for (let attempt = 1; attempt < 1000; attempt++) {
    const candidate = acceptedDraft(op, request);
    if (candidate) return candidate;
    if (attempt % 30 === 0) op = request.random.pick(request.constraints.ops);
  }
  throw new Error(`no sound node of ${request.constraints.ops.join(', ')} was found`);
}

function acceptedDraft(op: OpName, request: NodeRequest): RandomNode | undefined {
  try {
    const draft = draftNode(op, request);
    const inputs = draft.node.inputs.map((name) =>
      request.available.find((tensor) => tensor.name === name)!,
    );
    opOf(draft.node).verify(draft.node, inputs, draft.output);
    return elementCount(draft.output.shape) <= request.constraints.elements ? draft : undefined;
  } catch (error) {
    if (error instanceof SoftbitError) return undefined;
    throw error;
  }
}
