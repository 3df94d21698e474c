import { elementCount, type Conv2DNode, type DenseNode } from '../../model/graph.js';
import type { Kernel, KernelContext } from '../kernel.js';
import { rowsOf } from '../output-units.js';
import { packedLayer } from '../packed-layer.js';
import { dotWeights } from './dot-flash.js';
import { CHUNK_BYTES, dotPlan, TILE_CHANNELS, type DotPlan } from './dot-plan.js';
import { constantsOf, requantizationSymbol } from './dot-requantization.js';
import { shapeSymbol } from './dot-shape.js';
import { stripSize } from './strip-geometry.js';
import { dotView } from './dot-view.js';

/** Instructions on a Cortex-A53, counted in the compiled loops. */
const PER_CHUNK_OF_BITS = 3;
const PER_CHUNK_OF_BYTES = 2.05;
const PER_WIDENING = 1;
const PER_CHUNK_LOOP = 6;
const PER_TILE = 90;
const PER_UNPACKED_CHUNK = 18;
const PER_GATHERED_CHUNK = 8;
const PER_RUN = 12;

type DotNode = Conv2DNode | DenseNode;

/** Convolutions of any window and bits: dot products in lanes of bytes, or of bits. */
export const dot: Kernel<Conv2DNode> = { ...kernelOf('dot'), op: 'conv2d' };

/** Dense layers in the same way. */
export const denseNeon64: Kernel<DenseNode> = { ...kernelOf('dense'), op: 'dense' };

function kernelOf(name: string): Omit<Kernel<DotNode>, 'op'> {
  return {
    name,
    architecture: 'neon64',

    accepts: (node, context) =>
      ['aarch64', 'neon'].every((feature) => context.features.includes(feature)) &&
      dotPlan(node, context) !== undefined,

    scratchBytes: (node, context) => scratchBytes(planOf(node, context)),

    cost: (node, context) => costOf(planOf(node, context)),

    replaceableInputs: () => [],

    units: (_, { output }) => rowsOf(output),

    source(node, context) {
      const plan = planOf(node, context);
      const view = { ...dotView(node, plan), scratchBytes: scratchBytes(plan) };
      return {
        symbol: symbolOf(node, plan),
        template: 'kernels/neon64/dot.c.hbs',
        view,
      };
    },

    layer(node, context) {
      const plan = planOf(node, context);
      const { requantization, residual } = plan;
      // Residual codes are taken as they are: their zero point is in the biases.
      const side = residual && { ...residual, zeroPoint: 0 };
      return packedLayer({
        weights: dotWeights(node.weights, plan),
        ...constantsOf(node, requantization),
        residual: side,
      });
    },
  };
}

function planOf(node: DotNode, context: KernelContext): DotPlan {
  const plan = dotPlan(node, context);
  if (!plan) throw new Error(`dot does not accept ${node.name}`);
  return plan;
}

/** Size of the template's `workspace`, whose members stand in the order of these terms. */
function scratchBytes(plan: DotPlan): number {
  const { shape, rows, tilePositions, chunks, pixelBytes } = plan;
  const [, width, channels] = shape.output;
  const positions = Math.ceil((rows * width) / tilePositions) * tilePositions;
  const pitch = Math.ceil(channels / TILE_CHANNELS) * TILE_CHANNELS;
  const { slots, columns } = stripSize(shape, rows);
  const window = chunks * CHUNK_BYTES;
  return (
    positions * 4 +
    positions * window +
    TILE_CHANNELS * window +
    window +
    positions * pitch +
    Math.ceil((slots * columns * pixelBytes) / 4) * 4
  );
}

function costOf(plan: DotPlan): number {
  const { shape, output, chunks, stretch, tilePositions, rows, flashBits, bits } = plan;
  const [height, width] = shape.output;
  const strips = Math.ceil(height / rows);
  const tiles = Math.ceil((rows * width) / tilePositions) * strips;
  const blocks = Math.ceil(shape.output[2] / TILE_CHANNELS);
  const sums = tilePositions * TILE_CHANNELS;
  const perSum = bits ? PER_CHUNK_OF_BITS : PER_CHUNK_OF_BYTES;
  const widening = (sums * PER_WIDENING * (stretch === 0 ? 2 : 1)) / Math.max(stretch, 1);
  const tile = chunks * (sums * perSum + widening + PER_CHUNK_LOOP) + PER_TILE;
  const unpacking = flashBits === 8 || bits ? 0 : blocks * strips * chunks * PER_UNPACKED_CHUNK;
  const gathered = height * width * (chunks * PER_GATHERED_CHUNK + shape.kernel[0] * PER_RUN);
  return tiles * blocks * tile + unpacking + gathered + elementCount(output.shape);
}

/** Beyond the shape: `t` chunks between widenings, `r` rows of a strip, `l` and `n` levels. */
function symbolOf(node: DotNode, plan: DotPlan): string {
  const { input, output, residual, requantization, shape, stretch, rows } = plan;
  const { weights } = node;
  return [
    `softbit_${node.op}_a${input.bits}w${weights.bits}`,
    requantizationSymbol(requantization, output),
    ...(residual ? [`residual${residual.bits}`] : []),
    `${shapeSymbol(shape)}z${input.zeroPoint}`,
    `t${stretch}r${rows}m${requantization.shift}`,
    `l${-weights.lowest}n${weights.step}`.replace('l-', 'lm'),
    'dot_neon64',
  ].join('_');
}
