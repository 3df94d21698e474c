import type { GraphNode, Model } from '../model/graph.js';

/**
 * One exact rewriting of the graph: the model's outputs stay the same integers for every input.
 * A pass is a file and a line in `pass-list.ts`.
 */
export interface Pass {
  readonly name: string;
  /** Does the pass want to rewrite this node? */
  match(node: GraphNode, model: Model): boolean;
  /** The graph with that node rewritten; the given one is left as it is. */
  apply(model: Model, node: GraphNode): Model;
}

/** What a pass did. */
export interface PassReport {
  readonly pass: string;
  /** Names of the nodes it rewrote, in order. */
  readonly nodes: readonly string[];
}
