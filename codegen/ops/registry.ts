import type { GraphNode, OpName } from '../model/graph.js';
import { add } from './add.js';
import { averagePool } from './average-pool.js';
import { conv2d } from './conv2d.js';
import { dense } from './dense.js';
import { maxPool } from './max-pool.js';
import type { Op } from './op.js';

/** Every op of the supported set; adding one is a file and a line here. */
const ops = { conv2d, dense, add, maxPool, averagePool };

export const opNames = Object.keys(ops) as OpName[];

/** The op that a node is of. */
export function opOf<Node extends GraphNode>(node: Node): Op<Node> {
  return ops[node.op] as unknown as Op<Node>;
}
