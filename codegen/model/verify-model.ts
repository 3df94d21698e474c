import { invalidGraph, invalidNode } from '../errors.js';
import { opOf } from '../ops/registry.js';
import { elementCount, type GraphNode, type Model, type Tensor } from './graph.js';

/** Beyond this no supported device has the memory, and the reference would exhaust this machine's. */
const MOST_ELEMENTS = 2 ** 26;

/**
 * Proves that a graph is executable: every tensor is produced exactly once and before its use,
 * shapes follow from the ops, stated accumulator bounds are the exact ones, and no intermediate
 * value leaves its integer type. Runs after loading and after every pass.
 *
 * @throws SB_MODEL_GRAPH or SB_MODEL_NODE naming the first fault
 */
export function verifyModel(model: Model): Model {
  const known = collectTensors(model);
  const produced = new Set([model.input.tensor]);
  expectTensor(known, model.input.tensor, 'the input');
  verifyNames(model.nodes);
  for (const node of model.nodes) verifyNode(node, known, produced);
  if (!produced.has(model.output)) {
    throw invalidGraph(`no node produces the output "${model.output}"`);
  }
  verifyEnds(model, known, produced);
  return model;
}

function collectTensors({ tensors }: Model): Map<string, Tensor> {
  const known = new Map<string, Tensor>();
  for (const tensor of tensors) {
    if (known.has(tensor.name)) throw invalidGraph(`tensor "${tensor.name}" is declared twice`);
    if (tensor.type === 'codes' && tensor.zeroPoint >= 2 ** tensor.bits) {
      throw invalidGraph(
        `tensor "${tensor.name}" has zero point ${tensor.zeroPoint} at ${tensor.bits} bits`,
      );
    }
    if (elementCount(tensor.shape) > MOST_ELEMENTS) {
      throw invalidGraph(
        `tensor "${tensor.name}" is ${tensor.shape.join('×')}, more than ${MOST_ELEMENTS} elements`,
      );
    }
    known.set(tensor.name, tensor);
  }
  return known;
}

function expectTensor(known: Map<string, Tensor>, name: string, role: string): Tensor {
  const tensor = known.get(name);
  if (!tensor) throw invalidGraph(`${role} names tensor "${name}", which is not declared`);
  return tensor;
}

function verifyNames(nodes: readonly GraphNode[]): void {
  const names = new Set<string>();
  for (const { name } of nodes) {
    if (names.has(name)) throw invalidGraph(`two nodes are called "${name}"`);
    names.add(name);
  }
}

function verifyNode(node: GraphNode, known: Map<string, Tensor>, produced: Set<string>): void {
  const op = opOf(node);
  const [least, most] = op.inputCount;
  if (node.inputs.length < least || node.inputs.length > most) {
    throw invalidNode(
      node.name,
      `${node.op} takes ${least}–${most} inputs, not ${node.inputs.length}`,
    );
  }
  const inputs = node.inputs.map((name) => availableInput(node, name, known, produced));
  const output = expectTensor(known, node.output, `node "${node.name}"`);
  if (produced.has(node.output)) throw invalidNode(node.name, `"${node.output}" is produced twice`);
  const shape = op.outputShape(node, inputs);
  if (shape.join() !== output.shape.join()) {
    throw invalidNode(
      node.name,
      `it gives ${shape.join('×')}, its output is declared ${output.shape.join('×')}`,
    );
  }
  op.verify(node, inputs, output);
  produced.add(node.output);
}

function availableInput(
  node: GraphNode,
  name: string,
  known: Map<string, Tensor>,
  produced: Set<string>,
): Tensor {
  const tensor = expectTensor(known, name, `node "${node.name}"`);
  if (!produced.has(name)) throw invalidNode(node.name, `it reads "${name}" before it is produced`);
  if (tensor.type !== 'codes') {
    throw invalidNode(node.name, `it reads "${name}", which holds no codes`);
  }
  return tensor;
}

function verifyEnds(model: Model, known: Map<string, Tensor>, produced: Set<string>): void {
  const orphan = model.tensors.find(({ name }) => !produced.has(name));
  if (orphan) throw invalidGraph(`tensor "${orphan.name}" is never produced`);
  if (expectTensor(known, model.input.tensor, 'the input').type !== 'codes') {
    throw invalidGraph('the input holds no codes');
  }
  const outputs = expectTensor(known, model.output, 'the output').shape[2];
  if (model.classes.length > 0 && model.classes.length !== outputs) {
    throw invalidGraph(`${model.classes.length} class names for ${outputs} outputs`);
  }
}
