import type { GraphNode, Model } from '../model/graph.js';

/** The graph with one node in another's place. */
export function replaceNode(model: Model, node: GraphNode, replacement: GraphNode): Model {
  return {
    ...model,
    nodes: model.nodes.map((candidate) => (candidate === node ? replacement : candidate)),
  };
}

/** The graph without a node and the tensor that it produced. */
export function removeNode(model: Model, node: GraphNode): Model {
  return {
    ...model,
    nodes: model.nodes.filter((candidate) => candidate !== node),
    tensors: model.tensors.filter(({ name }) => name !== node.output),
  };
}
