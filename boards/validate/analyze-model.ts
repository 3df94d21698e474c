import {
  findTensor,
  opOf,
  packedByteCount,
  type GraphNode,
  type Model,
  type ModelMemory,
  type Tensor,
} from '../../codegen/index.js';
import type { LayerAnalysis, WeightAnalysis } from './report.js';

/** Layer by layer: bits, multiply–accumulates and packed weight bytes. */
export function analyzeModel(model: Model, memory: ModelMemory): WeightAnalysis {
  const layers = model.nodes.map((node) => analyzeNode(model, node));
  const sum = (field: 'macs' | 'weightBytes' | 'weightBytesAt8Bit'): number =>
    layers.reduce((total, layer) => total + layer[field], 0);
  const weightBytes = sum('weightBytes');
  const weightBytesAt8Bit = sum('weightBytesAt8Bit');
  return {
    macs: sum('macs'),
    parameters: weightBytesAt8Bit,
    weightBytes,
    weightBytesAt8Bit,
    weightRatio: weightBytes / weightBytesAt8Bit,
    layers,
    memory,
  };
}

/** Multiply–accumulates of one inference. */
export function countMacs(model: Model): number {
  const macs = model.nodes.map((node) => opOf(node).macs(node, findTensor(model, node.output)));
  return macs.reduce((sum, count) => sum + count, 0);
}

function analyzeNode(model: Model, node: GraphNode): LayerAnalysis {
  const output = findTensor(model, node.output);
  const weights = 'weights' in node ? node.weights : undefined;
  const count = weights?.codes.length ?? 0;
  return {
    name: node.name,
    op: node.op,
    inputBits: bitsOf(findTensor(model, node.inputs[0])),
    weightBits: weights?.bits ?? null,
    outputBits: bitsOf(output),
    outputShape: output.shape,
    macs: opOf(node).macs(node, output),
    weightBytes: weights ? packedByteCount(count, weights.bits) : 0,
    weightBytesAt8Bit: count,
  };
}

function bitsOf(tensor: Tensor): number {
  return tensor.type === 'codes' ? tensor.bits : 32;
}
