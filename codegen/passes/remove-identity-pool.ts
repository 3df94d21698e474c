import type { GraphNode, Model } from '../model/graph.js';
import type { Pass } from './pass.js';
import { removeNode } from './replace-node.js';

/**
 * A max pool of one element with stride one copies its input. Its readers read the input instead.
 * The model's last node stays, for a model must have one.
 */
export const removeIdentityPool: Pass = {
  name: 'remove-identity-pool',
  match: (node, model) =>
    node.op === 'maxPool' &&
    [...node.kernel, ...node.strides].every((size) => size === 1) &&
    node.output !== model.output,
  apply: (model, node) => redirect(removeNode(model, node), node.output, node.inputs[0]),
};

function redirect(model: Model, from: string, to: string): Model {
  const nodes = model.nodes.map((node): GraphNode => {
    const inputs = node.inputs.map((name) => (name === from ? to : name));
    return { ...node, inputs };
  });
  return { ...model, nodes };
}
