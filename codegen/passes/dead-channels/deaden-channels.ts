import type { GraphNode, Model, Requantization } from '../../model/graph.js';

/**
 * For tests: the same model with every other channel of its convolutions and dense layers at one
 * code, at 0 or somewhere in its middle, as batch norm without a gain makes it.
 */
export function deadenChannels(model: Model): Model {
  const nodes = model.nodes.map((node): GraphNode => {
    const isLast = node.output === model.output;
    if ((node.op !== 'conv2d' && node.op !== 'dense') || isLast) return node;
    return { ...node, requantize: deadened(node.requantize, node.weights.shape[0]) };
  });
  return { ...model, nodes };
}

function deadened(requantization: Requantization, channels: number): Requantization {
  if (requantization.kind === 'thresholds') {
    const perChannel = requantization.thresholds.length / channels;
    const thresholds = requantization.thresholds.map((threshold, index) => {
      const channel = Math.floor(index / perChannel);
      if (channel % 2 === 0) return threshold;
      const isReached = channel % 4 === 3 && index % perChannel < perChannel / 2;
      return isReached ? -(2 ** 31) : 2 ** 31 - 1;
    });
    return { kind: 'thresholds', thresholds };
  }
  const multipliers = requantization.multipliers.map((multiplier, channel) =>
    channel % 2 === 0 ? multiplier : 0,
  );
  return { ...requantization, multipliers };
}
