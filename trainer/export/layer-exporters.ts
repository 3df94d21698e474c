import type { CodeTensor, GraphNode, Shape, Tensor } from '../../codegen/index.js';
import { QuantActivation, WeightedLayer, type WindowConfig } from '../layers/index.js';
import type { GraphLayer } from '../quantize-model/index.js';
import { floatBits, rangeKinds, readUppers, stepOf } from '../quantizer/index.js';
import { foldBatchNorm } from './affine.js';
import { readBatchNorm } from './batch-norm.js';
import { emitNode } from './emit-node.js';
import { floatLayer, notQuantized } from './errors.js';
import { addPadding, explicitPadding, noPadding } from './explicit-padding.js';
import type { AverageSums, CodesFlow, Flow, SumsFlow } from './flow.js';
import { integerWeights } from './integer-weights.js';

/** A layer and what its inputs brought; nodes and tensors go into the lists. */
export interface LayerContext {
  readonly graphLayer: GraphLayer;
  readonly inputs: readonly Flow[];
  readonly nodes: GraphNode[];
  readonly tensors: Tensor[];
  /** The input byte that stands for 0. */
  readonly inputZeroPoint: number;
}

type LayerExporter = (context: LayerContext) => Flow;

/** One row for each layer class of a quantized model. */
const layerExporters: Readonly<Record<string, LayerExporter>> = {
  InputLayer: exportInput,
  QuantConv2D: exportWeighted,
  QuantDepthwiseConv2D: exportWeighted,
  QuantDense: exportWeighted,
  BatchNormalization: exportBatchNorm,
  QuantActivation: exportActivation,
  Add: exportAdd,
  MaxPooling2D: exportMaxPool,
  AveragePooling2D: exportAveragePool,
  GlobalAveragePooling2D: exportGlobalAveragePool,
  ZeroPadding2D: exportZeroPadding,
  Flatten: passOn,
  Reshape: passOn,
  Dropout: passOn,
  Softmax: passOn,
  Activation: passOn,
};

/**
 * Exports one layer.
 *
 * @throws SoftbitError `SB_EXPORT_LAYER` for a layer that quantizeModel would not have left there
 */
export function exportLayer(context: LayerContext): Flow {
  const exporter = layerExporters[context.graphLayer.className];
  if (!exporter) throw misplaced(context);
  return exporter(context);
}

/** Pixels are bytes that stand for 0 … 1, or for as much around their zero point. */
function exportInput({ graphLayer, tensors, inputZeroPoint }: LayerContext): Flow {
  const shape = shapeOf(graphLayer);
  return codes(tensors, {
    type: 'codes',
    name: graphLayer.name,
    shape,
    bits: 8,
    zeroPoint: inputZeroPoint,
    scale: 1 / 255,
  });
}

function exportWeighted(context: LayerContext): Flow {
  const { graphLayer } = context;
  const layer = graphLayer.layer as WeightedLayer;
  if (layer.quantizer.spec.bits === floatBits) throw floatLayer(graphLayer.name);
  const input = codesInput(context);
  const { scales } = integerWeights(layer);
  const gains = scales.map((scale) => scale * input.tensor.scale);
  const bias = layer.biasValues()?.dataSync();
  const offsets = gains.map((_, channel) => bias?.[channel] ?? 0);
  const { name } = graphLayer;
  const shape = shapeOf(graphLayer);
  return { form: 'sums', source: 'weights', name, shape, layer, input, affine: { gains, offsets } };
}

function exportBatchNorm(context: LayerContext): Flow {
  const [input] = context.inputs;
  if (input.form !== 'sums' || input.source !== 'weights') throw misplaced(context);
  return { ...input, affine: foldBatchNorm(input.affine, readBatchNorm(context.graphLayer.layer)) };
}

function exportActivation(context: LayerContext): Flow {
  const { graphLayer, nodes, tensors } = context;
  const { quantizer } = graphLayer.layer as QuantActivation;
  const { bits, range } = quantizer.spec;
  if (bits === floatBits) throw floatLayer(graphLayer.name);
  const sums = addable(context);
  const flow = codes(tensors, {
    type: 'codes',
    name: graphLayer.name,
    shape: sums.shape,
    bits,
    zeroPoint: rangeKinds[range].offset(bits),
    scale: stepOf(readUppers(quantizer)[0], range, bits),
  });
  nodes.push(emitNode(sums, flow.tensor));
  return flow;
}

/** A layer's sums take the other operand in as their residual; two codes are added by a node. */
function exportAdd(context: LayerContext): Flow {
  const { graphLayer, inputs } = context;
  const sums = inputs.find((input) => input.form === 'sums');
  const sides = inputs.filter((input) => input.form === 'codes').map(({ tensor }) => tensor);
  if (!sums) {
    const shape = shapeOf(graphLayer);
    return { form: 'sums', source: 'add', name: graphLayer.name, shape, inputs: sides };
  }
  if (sums.source !== 'weights' || sums.residual || sides.length !== 1) throw misplaced(context);
  return { ...sums, residual: sides[0] };
}

function exportMaxPool(context: LayerContext): Flow {
  const { graphLayer, nodes, tensors } = context;
  const { tensor } = codesInput(context);
  const { kernel, strides, padding } = poolWindow(graphLayer, tensor.shape);
  const { name } = graphLayer;
  const flow = codes(tensors, { ...tensor, name, shape: shapeOf(graphLayer) });
  nodes.push({
    op: 'maxPool',
    name,
    inputs: [tensor.name],
    output: name,
    kernel,
    strides,
    padding,
  });
  return flow;
}

function exportAveragePool(context: LayerContext): Flow {
  const { graphLayer } = context;
  const input = codesInput(context).tensor;
  const { kernel, strides } = poolWindow(graphLayer, input.shape);
  return average(graphLayer, { input, kernel, strides });
}

function exportGlobalAveragePool(context: LayerContext): Flow {
  const input = codesInput(context).tensor;
  const [height, width] = input.shape;
  return average(context.graphLayer, { input, kernel: [height, width], strides: [1, 1] });
}

function average(
  graphLayer: GraphLayer,
  window: Pick<AverageSums, 'input' | 'kernel' | 'strides'>,
): Flow {
  const { name } = graphLayer;
  return { form: 'sums', source: 'average', name, shape: shapeOf(graphLayer), ...window };
}

function exportZeroPadding(context: LayerContext): Flow {
  const input = codesInput(context);
  const [[top, bottom], [left, right]] = context.graphLayer.config['padding'] as number[][];
  return { ...input, padding: addPadding(input.padding, { top, bottom, left, right }) };
}

function passOn({ inputs }: LayerContext): Flow {
  return inputs[0];
}

function poolWindow({ config }: GraphLayer, [height, width]: Shape) {
  const { poolSize, strides, padding } = config as unknown as {
    poolSize: [number, number];
    strides: [number, number];
    padding: 'same' | 'valid';
  };
  const window: WindowConfig = { kernelSize: poolSize, strides, dilationRate: [1, 1], padding };
  return { kernel: poolSize, strides, padding: explicitPadding([height, width], window) };
}

function codes(tensors: Tensor[], tensor: CodeTensor): CodesFlow {
  tensors.push(tensor);
  return { form: 'codes', tensor, padding: noPadding };
}

function codesInput(context: LayerContext): CodesFlow {
  const [input] = context.inputs;
  if (input.form !== 'codes') throw misplaced(context);
  return input;
}

/** Codes that are quantized once more are a sum of one. */
function addable(context: LayerContext): SumsFlow {
  const [input] = context.inputs;
  if (input.form === 'sums') return input;
  const { tensor } = codesInput(context);
  const { name } = context.graphLayer;
  return { form: 'sums', source: 'add', name, shape: tensor.shape, inputs: [tensor] };
}

function misplaced({ graphLayer }: LayerContext): Error {
  return notQuantized(graphLayer.name, graphLayer.className);
}

/** Height, width, channels of a layer's output; a vector is 1×1×n. */
function shapeOf({ layer }: GraphLayer): Shape {
  const [, ...shape] = layer.outputShape as number[];
  const [height, width, channels] = shape.length === 1 ? [1, 1, shape[0]] : shape;
  return [height, width, channels];
}
