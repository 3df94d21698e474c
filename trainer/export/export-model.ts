import type * as tf from '@tensorflow/tfjs';
import {
  verifyModel,
  type GraphNode,
  type Model,
  type Provenance,
  type Tensor,
} from '../../codegen/index.js';
import { readGraph } from '../quantize-model/index.js';
import { emitNode } from './emit-node.js';
import { classesMismatch } from './errors.js';
import type { Flow } from './flow.js';
import { exportLayer, type LayerContext } from './layer-exporters.js';
import { logitTensor } from './logit-tensor.js';

export interface ExportOptions {
  /** Lower-case letters, digits, _ and -. */
  readonly name: string;
  /** One for each output, or none. */
  readonly classes: readonly string[];
  readonly provenance: Provenance;
  /** The input byte that stands for 0, as the data set has it. Default 0. */
  readonly inputZeroPoint?: number | undefined;
}

/**
 * Turns a quantized model into the integer graph that firmware is generated from. Weights become
 * codes; bias, batch norm, residual add and the next quantizer become thresholds or multipliers; a
 * last layer without a quantizer gives 32-bit logits. Nodes are called as their layers.
 *
 * @param model what `quantizeModel` made, after training
 * @throws SoftbitError `SB_EXPORT_FLOAT`, `SB_EXPORT_LAYER`, `SB_EXPORT_NOT_FINITE`,
 * `SB_EXPORT_RANGE`, `SB_EXPORT_CLASSES`
 * @example
 * const model = exportModel(twin, { name: 'lenet5', classes: digits, provenance });
 * await saveModel(model, 'runs/mnist');
 */
export function exportModel(
  model: tf.LayersModel,
  { name, classes, provenance, inputZeroPoint = 0 }: ExportOptions,
): Model {
  const nodes: GraphNode[] = [];
  const tensors: Tensor[] = [];
  const output = finish(exportLayers(model, { nodes, tensors, inputZeroPoint }), nodes, tensors);
  const outputs = output.shape[2];
  if (classes.length > 0 && classes.length !== outputs) {
    throw classesMismatch(classes.length, outputs);
  }
  const input = { tensor: tensors[0].name, preprocessing: { kind: 'bytes', shift: 0 } } as const;
  return verifyModel({ name, tensors, nodes, input, output: output.name, classes, provenance });
}

/** @returns what arrives at the model's output */
function exportLayers(
  model: tf.LayersModel,
  lists: Omit<LayerContext, 'graphLayer' | 'inputs'>,
): Flow {
  const flows = new Map<string, Flow>();
  const graph = readGraph(model);
  for (const graphLayer of graph) {
    const inputs = graphLayer.inputs.map((input) => flows.get(input)!);
    flows.set(graphLayer.name, exportLayer({ ...lists, graphLayer, inputs }));
  }
  return flows.get(graph.at(-1)!.name)!;
}

function finish(last: Flow, nodes: GraphNode[], tensors: Tensor[]): Tensor {
  if (last.form === 'codes') return last.tensor;
  const tensor = logitTensor(last);
  tensors.push(tensor);
  nodes.push(emitNode(last, tensor));
  return tensor;
}
