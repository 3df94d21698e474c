import type * as tf from '@tensorflow/tfjs';
import { unsupportedLayer } from './errors.js';
import type { GraphLayer } from './model-graph.js';

/** What a layer means for quantization. */
export type StepKind =
  | 'input'
  | 'weighted'
  | 'batchNorm'
  | 'relu'
  | 'add'
  | 'maxPool'
  | 'averagePool'
  | 'reshape'
  | 'pad'
  | 'softmax';

/** A layer as quantization sees it; an activation inside a layer is a step of its own. */
export interface Step {
  readonly name: string;
  readonly kind: StepKind;
  readonly className: string;
  readonly config: tf.serialization.ConfigDict;
  readonly inputs: readonly string[];
  /** The layer of the float model, apart from activations that were inside of one. */
  readonly layer?: tf.layers.Layer;
}

type Classify = (layer: GraphLayer) => StepKind | 'identity';

/** One row for each layer class; a row may refuse a layer for its settings. */
const classifiers: Readonly<Record<string, Classify>> = {
  InputLayer: () => 'input',
  Conv2D: weighted,
  DepthwiseConv2D: weighted,
  Dense: weighted,
  BatchNormalization: lastAxis,
  ReLU: () => 'relu',
  Activation: ({ name, className, config }) => activationStep(name, className, config),
  Add: twoInputs,
  MaxPooling2D: (layer) => channelsLast(layer, 'maxPool'),
  AveragePooling2D: averagePool,
  GlobalAveragePooling2D: (layer) => channelsLast(layer, 'averagePool'),
  Flatten: () => 'reshape',
  Reshape: vectorReshape,
  Dropout: () => 'reshape',
  ZeroPadding2D: (layer) => channelsLast(layer, 'pad'),
  Softmax: () => 'softmax',
};

/**
 * The float model's layers as steps, without those that do nothing, fused activations split off.
 *
 * @throws SoftbitError `SB_LAYER_UNSUPPORTED` naming the layer, its class and what is supported
 */
export function readSteps(graph: readonly GraphLayer[]): Step[] {
  const names = new Set(graph.map(({ name }) => name));
  const standIns = new Map<string, string>();
  return graph.flatMap((graphLayer) => {
    const { name, className } = graphLayer;
    const inputs = graphLayer.inputs.map((input) => standIns.get(input) ?? input);
    const classify = classifiers[className];
    if (!classify) throw unsupportedLayer(name, className, 'its class is not supported');
    const kind = classify(graphLayer);
    if (kind === 'identity') {
      standIns.set(name, inputs[0]);
      return [];
    }
    const step: Step = { ...graphLayer, kind, inputs };
    const activation = kind === 'weighted' ? fusedActivation(step, names) : undefined;
    if (!activation) return [step];
    standIns.set(name, activation.name);
    return [step, activation];
  });
}

function fusedActivation(
  { name, className, config }: Step,
  names: ReadonlySet<string>,
): Step | undefined {
  const kind = activationStep(name, className, config);
  if (kind === 'identity') return undefined;
  return {
    name: freeName(`${name}_${kind}`, names),
    kind,
    className: 'Activation',
    config: { activation: config['activation'] },
    inputs: [name],
  };
}

/** Where a ReLU is cut off, as a ReLU6 is at 6. */
export function ceilingOf({ config }: Step): number | undefined {
  if (config['activation'] === 'relu6') return 6;
  return (config['maxValue'] as number | null | undefined) ?? undefined;
}

/** The name, or with underscores behind it until no layer has it. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  return taken.has(name) ? freeName(`${name}_`, taken) : name;
}

function activationStep(
  name: string,
  className: string,
  { activation }: tf.serialization.ConfigDict,
): 'relu' | 'softmax' | 'identity' {
  if (activation === undefined || activation === null || activation === 'linear') return 'identity';
  if (activation === 'relu' || activation === 'softmax') return activation;
  if (activation === 'relu6') return 'relu';
  throw unsupportedLayer(name, className, `its activation is ${JSON.stringify(activation)}`);
}

function weighted(layer: GraphLayer): StepKind {
  const [input] = layer.layer.inboundNodes[0].inputShapes;
  if (layer.className === 'Dense' && (input as tf.Shape).length !== 2) {
    throw refused(layer, 'its input is not a vector; put a Flatten before it');
  }
  return channelsLast(layer, 'weighted');
}

function channelsLast(layer: GraphLayer, kind: StepKind): StepKind {
  if (layer.config['dataFormat'] !== 'channelsFirst') return kind;
  throw refused(layer, 'its data format is channelsFirst, not channelsLast');
}

function lastAxis(layer: GraphLayer): StepKind {
  const { axis } = layer.config;
  const rank = (layer.layer.inboundNodes[0].inputShapes[0] as tf.Shape).length;
  if (axis === -1 || axis === rank - 1) return 'batchNorm';
  throw refused(layer, `it normalizes axis ${JSON.stringify(axis)}, not the last`);
}

function twoInputs(layer: GraphLayer): StepKind {
  if (layer.inputs.length === 2 && layer.inputs[0] !== layer.inputs[1]) return 'add';
  throw refused(layer, `it adds ${layer.inputs.length} inputs and not two different ones`);
}

/** TensorFlow leaves padding out of the average, integer firmware would have to divide by cases. */
function averagePool(layer: GraphLayer): StepKind {
  const { padding, poolSize, strides } = layer.config;
  const input = layer.layer.inboundNodes[0].inputShapes[0] as tf.Shape;
  const fits = [0, 1].every((axis) => {
    const [size, stride] = [(poolSize as number[])[axis], (strides as number[])[axis]];
    const length = input[axis + 1]!;
    return (Math.ceil(length / stride) - 1) * stride + size <= length;
  });
  if (padding === 'same' && !fits) throw refused(layer, 'its windows reach into padding');
  return channelsLast(layer, 'averagePool');
}

function vectorReshape(layer: GraphLayer): StepKind {
  if ((layer.config['targetShape'] as number[]).length === 1) return 'reshape';
  throw refused(layer, 'it does not reshape to a vector');
}

function refused({ name, className }: GraphLayer, reason: string): Error {
  return unsupportedLayer(name, className, reason);
}
