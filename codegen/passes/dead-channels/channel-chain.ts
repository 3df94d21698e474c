import {
  findTensor,
  type AveragePoolNode,
  type Conv2DNode,
  type DenseNode,
  type GraphNode,
  type MaxPoolNode,
  type Model,
} from '../../model/graph.js';
import { fullRanges, pooledRanges, weightedRanges, type ChannelRange } from './channel-ranges.js';

/**
 * A layer that makes channels, those behind it that treat each channel by itself, and the layers
 * that mix the channels again.
 */
export interface ChannelChain {
  readonly head: Conv2DNode | DenseNode;
  readonly middle: readonly (Conv2DNode | MaxPoolNode | AveragePoolNode)[];
  readonly readers: readonly (Conv2DNode | DenseNode)[];
  /** What the last tensor's channels can be. */
  readonly ranges: readonly ChannelRange[];
}

/** The chain that begins with a node, or undefined where something else needs its channels. */
export function channelChain(model: Model, head: GraphNode): ChannelChain | undefined {
  if (!isMixing(head) || head.inputs.length > 1 || head.output === model.output) return undefined;
  const [input, output] = [findTensor(model, head.inputs[0]), findTensor(model, head.output)];
  const ranges = weightedRanges(head, input, fullRanges(input), output);
  return follow(model, { head, middle: [], readers: [], ranges }, head.output);
}

function follow(model: Model, chain: ChannelChain, name: string): ChannelChain | undefined {
  const readers = model.nodes.filter(({ inputs }) => inputs.includes(name));
  const mixing = readers.filter((node) => isMixing(node) && node.inputs[0] === name);
  const isResidual = readers.some(({ inputs }) => inputs.slice(1).includes(name));
  if (isResidual || readers.length === 0) return undefined;
  if (mixing.length === readers.length) {
    return { ...chain, readers: mixing as (Conv2DNode | DenseNode)[] };
  }
  const [next] = readers;
  const passes = readers.length === 1 && isChannelwise(model, next) && next.output !== model.output;
  if (!passes) return undefined;
  const ranges = rangesBehind(model, next, chain.ranges);
  return follow(model, { ...chain, middle: [...chain.middle, next], ranges }, next.output);
}

function isMixing(node: GraphNode): node is Conv2DNode | DenseNode {
  return node.op === 'dense' || (node.op === 'conv2d' && node.groups === 1);
}

/** Pools, and depthwise convolutions with one output for each input channel. */
function isChannelwise(
  model: Model,
  node: GraphNode,
): node is Conv2DNode | MaxPoolNode | AveragePoolNode {
  if (node.op === 'maxPool' || node.op === 'averagePool') return true;
  if (node.op !== 'conv2d' || node.inputs.length > 1) return false;
  const channels = findTensor(model, node.inputs[0]).shape[2];
  return node.groups === channels && node.weights.shape[0] === channels;
}

function rangesBehind(
  model: Model,
  node: Conv2DNode | MaxPoolNode | AveragePoolNode,
  ranges: readonly ChannelRange[],
): ChannelRange[] {
  const [input, output] = [findTensor(model, node.inputs[0]), findTensor(model, node.output)];
  return node.op === 'conv2d'
    ? weightedRanges(node, input, ranges, output)
    : pooledRanges(node, input, ranges, output);
}
