import { findTensor, type GraphNode, type Model, type Tensor } from '../../model/graph.js';
import { zeroPointOf } from '../../ops/requantize.js';
import type { Pass } from '../pass.js';
import { channelChain, type ChannelChain } from './channel-chain.js';
import { hasPadding } from './channel-ranges.js';
import { keepInputs, keepOutputs } from './slice-node.js';

/** Kernels like whole words: where channels come in eights they stay so. */
const unit = 8;

/**
 * Channels that always have the same code, whatever the input, are not computed. That is what
 * training leaves of filters whose batch norm has gone to sleep, up to half of a MobileNet. They go
 * from the layer that makes them, from pools and depthwise convolutions behind it, and from the
 * layers that read them: there a constant adds a constant to every sum, which requantization takes
 * in. Where the reader pads its input only a constant 0 will do, which is what padding is.
 */
export const removeDeadChannels: Pass = {
  name: 'remove-dead-channels',
  match: (node, model) => deadChannels(model, node) !== undefined,
  apply(model, node) {
    const found = deadChannels(model, node);
    return found ? withoutChannels(model, found) : model;
  },
};

interface DeadChannels {
  readonly chain: ChannelChain;
  readonly kept: readonly number[];
}

function deadChannels(model: Model, node: GraphNode): DeadChannels | undefined {
  const chain = channelChain(model, node);
  if (!chain) return undefined;
  const { ranges } = chain;
  const zeroPoint = zeroPointOf(lastTensor(model, chain));
  const mayBeAny = chain.readers.every(
    (reader) =>
      (reader.op === 'dense' || !hasPadding(reader.padding)) &&
      reader.accumulator.max < 2 ** 31 - 1,
  );
  const isDead = ([least, greatest]: readonly [number, number]): boolean =>
    least === greatest && (mayBeAny || least === zeroPoint);
  const dead = ranges.flatMap((range, channel) => (isDead(range) ? [channel] : []));
  const count = removable(ranges.length, dead.length);
  if (count === 0) return undefined;
  const removed = dead.slice(0, count);
  const kept = ranges.map((_, channel) => channel).filter((channel) => !removed.includes(channel));
  return { chain, kept };
}

/** How many of the dead channels go: one channel must stay, and eights stay eights. */
function removable(channels: number, dead: number): number {
  const most = Math.min(dead, channels - 1);
  return channels % unit === 0 ? Math.min(most, channels - unit) & -unit : most;
}

function lastTensor(model: Model, { head, middle }: ChannelChain): Tensor {
  return findTensor(model, (middle.at(-1) ?? head).output);
}

function withoutChannels(model: Model, { chain, kept }: DeadChannels): Model {
  const { head, middle, readers, ranges } = chain;
  const names = [head, ...middle].map(({ output }) => output);
  const tensors = model.tensors.map((tensor) =>
    names.includes(tensor.name) ? withChannels(tensor, kept.length) : tensor,
  );
  const last = lastTensor(model, chain);
  const zeroPoint = zeroPointOf(last);
  const constants = ranges.map(([code], channel) =>
    kept.includes(channel) ? 0 : code - zeroPoint,
  );
  const fewer = withChannels(last, kept.length);
  const smaller = (node: GraphNode): GraphNode => {
    if (node === head) return keepOutputs(head, findTensor(model, head.inputs[0]), kept);
    if (middle.some((each) => each === node)) {
      const input = withChannels(findTensor(model, node.inputs[0]), kept.length);
      return node.op === 'conv2d' ? keepOutputs(node, input, kept) : node;
    }
    const reader = readers.find((each) => each === node);
    return reader ? keepInputs(reader, { kept, constants, fewer }) : node;
  };
  return { ...model, tensors, nodes: model.nodes.map(smaller) };
}

function withChannels<Kind extends Tensor>(tensor: Kind, channels: number): Kind {
  const [height, width] = tensor.shape;
  return { ...tensor, shape: [height, width, channels] };
}
