import type { Pass } from './pass.js';
import { removeNode } from './replace-node.js';

/** A node whose output nobody reads costs flash, RAM and time for nothing. */
export const removeDeadNode: Pass = {
  name: 'remove-dead-node',
  match: ({ output }, model) =>
    output !== model.output && !model.nodes.some(({ inputs }) => inputs.includes(output)),
  apply: (model, node) => removeNode(model, node),
};
