import { elementCount, type Conv2DNode } from '../../model/graph.js';
import { packCodes } from '../../model/packing.js';
import { indices } from '../indices.js';
import type { Kernel, KernelContext } from '../kernel.js';
import { tilesOf } from '../output-units.js';
import { packedLayer } from '../packed-layer.js';
import { maskSteps } from '../polynomial/word-views.js';
import { gatherView } from './gather-view.js';
import { outerPlan, TILE_CHANNELS, TILE_OUTPUTS, type OuterPlan } from './outer-plan.js';
import { vectorRequantizationSymbol, vectorRequantizationView } from './requantization-view.js';
import { tileBytesView } from './tile-bytes-view.js';

/** Instructions on a Cortex-A53, counted in the compiled loops. */
const PER_STEP = 9.5;
const PER_FEW_STEP = 2.5;
const PER_FLUSH = 25;
const PER_TILE = 240;
const PER_GATHERED_CODE = 0.35;
const PER_TAPS = 5;

/** A whole tile takes no longer than more outputs than these, one by one. */
const MOST_FEW = 6;

/** Convolutions of narrow codes, of any window: sixteen outputs times a tap. */
export const outer: Kernel<Conv2DNode> = {
  name: 'outer',
  architecture: 'neon64',
  op: 'conv2d',

  accepts: (node, context) =>
    ['aarch64', 'neon'].every((feature) => context.features.includes(feature)) &&
    outerPlan(node, context) !== undefined,

  scratchBytes: (node, context) => planOf(node, context).scratchBytes,

  cost(node, context) {
    const { steps, schedule, tiles, output } = planOf(node, context);
    const outputs = elementCount(output.shape) / node.weights.shape[0];
    const all = Math.ceil(outputs / TILE_OUTPUTS);
    const few = fewOutputs(outputs);
    const eights = node.weights.shape[0] / TILE_CHANNELS;
    const tile = steps * PER_STEP + schedule.flushes * PER_FLUSH + PER_TILE;
    const last = few > 0 ? steps * (few + PER_FEW_STEP) + PER_TILE : tile;
    const gathering = all * TILE_OUTPUTS * steps * PER_GATHERED_CODE;
    const taps = Math.ceil(all / tiles) * eights * steps * PER_TAPS;
    return eights * ((all - 1) * tile + last) + gathering + taps;
  },

  replaceableInputs: () => [],

  units: (_, { output }) => tilesOf(output, TILE_OUTPUTS),

  source(node, context) {
    const plan = planOf(node, context);
    return {
      symbol: symbolOf(node, plan),
      template: 'kernels/neon64/outer.c.hbs',
      view: viewOf(node, plan),
    };
  },

  layer(node, context) {
    const { counted, linear, residual } = planOf(node, context);
    return packedLayer({
      weights: flashWeights(node),
      counted,
      linear,
      requantize: node.requantize,
      residual,
    });
  },
};

function planOf(node: Conv2DNode, context: KernelContext): OuterPlan {
  const plan = outerPlan(node, context);
  if (!plan) throw new Error(`outer does not accept ${node.name}`);
  return plan;
}

/** Outputs of the last tile that are multiplied one by one; 0 where it is computed like the others. */
function fewOutputs(outputs: number): number {
  const rest = outputs % TILE_OUTPUTS;
  return rest <= MOST_FEW ? rest : 0;
}

/** Beyond the shape: `t` stretch × flushes, `b` bias of the bytes, `r` tiles at once, `l` and `n` levels. */
function symbolOf(node: Conv2DNode, plan: OuterPlan): string {
  const { input, output, schedule, tiles } = plan;
  const { weights, strides, padding, dilations } = node;
  const [outputs, kernelHeight, kernelWidth, inputs] = weights.shape;
  return [
    `softbit_conv2d_a${input.bits}w${weights.bits}`,
    vectorRequantizationSymbol(node, plan),
    `h${input.shape[0]}w${input.shape[1]}c${inputs}o${outputs}k${kernelHeight}x${kernelWidth}`,
    `s${strides.join('x')}d${dilations.join('x')}p${padding.top}x${padding.left}y${output.shape[0]}x${output.shape[1]}`,
    `t${schedule.unrolled * schedule.repeats}x${schedule.flushes}b${schedule.bias}r${tiles}`,
    `l${-weights.lowest}n${weights.step}`.replace('l-', 'lm'),
    'outer_neon64',
  ].join('_');
}

function viewOf(node: Conv2DNode, plan: OuterPlan): object {
  const { input, output, schedule, steps, tiles, middle } = plan;
  const { weights, strides, padding, dilations } = node;
  const [outputChannels, kernelHeight, kernelWidth, inputChannels] = weights.shape;
  const stretch = schedule.unrolled * schedule.repeats;
  const unrolled = [8, 7, 6, 5, 4, 3, 2, 1].find((count) => stretch % count === 0)!;
  const outputs = output.shape[0] * output.shape[1];
  const rest = outputs % TILE_OUTPUTS;
  return {
    ...vectorRequantizationView(node, plan),
    inputHeight: input.shape[0],
    inputWidth: input.shape[1],
    inputChannels,
    outputHeight: output.shape[0],
    outputWidth: output.shape[1],
    outputChannels,
    outputs,
    rest,
    few: indices(fewOutputs(outputs)),
    biases: schedule.bias * schedule.flushes,
    kernelHeight,
    kernelWidth,
    strideY: strides[0],
    strideX: strides[1],
    dilationY: dilations[0],
    dilationX: dilations[1],
    padTop: padding.top,
    padLeft: padding.left,
    activationBits: input.bits,
    greatestActivation: 2 ** input.bits - 1,
    weightBits: weights.bits,
    outputBits: output.bits,
    codesPerByteIn: 8 / input.bits,
    ...gatherView(input),
    pixels: indices(TILE_OUTPUTS),
    ...tileBytesView(plan),
    steps,
    stretch,
    flushes: schedule.flushes,
    unrolled,
    unrolledSteps: indices(unrolled),
    tiles,
    lowest: weights.lowest,
    step: weights.step,
    middle,
    middleWeight: weights.lowest + weights.step * middle,
    bias: schedule.bias,
    biasSum: schedule.bias * schedule.flushes * weights.step,
    perChunk: 8 / weights.bits,
    tapMask: 2 ** weights.bits - 1,
    tapWords: maskSteps(8 / weights.bits, weights.bits, 1).map((word) => ({ ...word, middle })),
    weightBytes: (steps * weights.bits * TILE_CHANNELS) / 8,
    scratchBytes: plan.scratchBytes,
  };
}

/** Flash order: eights of channels, chunks of steps, channels: one byte each. */
function flashWeights({ weights: { shape, codes, bits } }: Conv2DNode): Uint8Array {
  const steps = codes.length / shape[0];
  const perChunk = 8 / bits;
  const bytes: number[] = [];
  for (let first = 0; first < shape[0]; first += TILE_CHANNELS) {
    for (let step = 0; step < steps; step += perChunk) {
      for (let channel = first; channel < first + TILE_CHANNELS; channel++) {
        const at = channel * steps + step;
        bytes.push(packCodes(codes.subarray(at, at + perChunk), bits)[0]);
      }
    }
  }
  return Uint8Array.from(bytes);
}
