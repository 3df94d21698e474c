import type { Conv2DNode, DenseNode } from '../../model/graph.js';
import { indices } from '../indices.js';
import { dotBeginnings, dotEndings, dotSteps } from './dot-assembly.js';
import { CHUNK_BYTES, TILE_CHANNELS, type DotPlan } from './dot-plan.js';
import { stripGeometryView } from './strip-geometry.js';
import { stripCodesView } from './strip-codes-view.js';

/** Everything that `dot.c.hbs` prints. */
export function dotView(node: Conv2DNode | DenseNode, plan: DotPlan): object {
  const { input, output, residual, bits, middleInput, middleTap, requantization } = plan;
  const { weights } = node;
  const codes = output.type === 'codes';
  const middleWeight = weights.lowest + weights.step * middleTap;
  return {
    ...geometryView(plan),
    ...multiplyView(plan),
    kind: node.op === 'dense' ? 'dense layer' : '2-D convolution',
    inputBits: input.bits,
    weightBits: weights.bits,
    bits,
    middleInput,
    middleTap,
    middleWeight,
    step: weights.step,
    scaled: weights.step !== 1,
    padding: bits ? input.zeroPoint * 255 : (input.zeroPoint - middleInput) & 255,
    linear: requantization.kind === 'linear',
    thresholds: requantization.kind === 'thresholds' ? thresholdRows(node) : null,
    shift: requantization.shift,
    codes,
    greatest: codes && output.bits < 8 ? 2 ** output.bits - 1 : null,
    outputText: codes ? 'packed' : '32-bit',
    outputType: codes ? 'uint8_t' : 'int32_t',
    ...stripCodesView(plan, TILE_CHANNELS),
    residual: residual ? { bits: residual.bits } : null,
  };
}

function geometryView({ shape, rows, tilePositions, pixelBytes, chunks }: DotPlan): object {
  const [kernelHeight, kernelWidth] = shape.kernel;
  const contiguous = shape.dilations[1] === 1;
  const runs = contiguous ? [0] : Array.from({ length: kernelWidth }, (_, column) => column);
  return {
    ...stripGeometryView(shape, rows),
    pixelBytes,
    pitch: Math.ceil(shape.output[2] / TILE_CHANNELS) * TILE_CHANNELS,
    runBytes: pixelBytes * (contiguous ? kernelWidth : 1),
    runs: runs.map((column) => ({ offset: column * shape.dilations[1] * pixelBytes })),
    windowBytes: pixelBytes * kernelHeight * kernelWidth,
    tilePositions,
    chunks,
  };
}

function multiplyView({ bits, stretch, chunks, flashBits, middleTap, ...plan }: DotPlan): object {
  const form = bits ? 'bits' : stretch === 0 ? 'singles' : stretch === 1 ? 'pairs' : 'narrow';
  const positions = Array.from({ length: plan.tilePositions }, (_, position) => ({
    position,
    channels: Array.from({ length: TILE_CHANNELS }, (__, channel) => ({ position, channel })),
    beginnings: dotBeginnings(form, position),
    steps: dotSteps(form, position),
  }));
  const sums = positions.flatMap(({ channels }) => channels);
  const unpacked = bits || flashBits === 8;
  return {
    positions,
    channels: positions[0].channels,
    sums,
    manyPositions: plan.tilePositions > 1,
    assembled: plan.tilePositions > 1,
    singles: !bits && stretch === 0,
    pairs: !bits && stretch === 1,
    narrow: bits || stretch > 1,
    whole: form === 'singles' || form === 'pairs' || stretch >= chunks,
    endings: dotEndings(form),
    stretch,
    expanded: unpacked ? null : { bits: flashBits, mask: 2 ** flashBits - 1, middle: middleTap },
    ...tapViews(flashBits),
    flashChunkBytes: unpacked ? CHUNK_BYTES * TILE_CHANNELS : 8 * flashBits,
  };
}

/** Which vector and shift gives each channel's taps. */
function tapViews(bits: number): object {
  const vectors = Array.from({ length: TILE_CHANNELS }, (_, channel) => {
    if (bits === 4) return { channel, vector: channel % 2, shift: channel < 2 ? null : 4 };
    return { channel, vector: 0, shift: channel === 0 ? null : channel * 2 };
  });
  return { tapVectors: vectors, tapsOfOne: bits === 1, tapsOfFour: bits === 4 };
}

/** Thresholds of a channel, where it has them. */
export function thresholdRows({ weights, requantize }: Conv2DNode | DenseNode): object | null {
  if (requantize.kind !== 'thresholds') return null;
  const count = requantize.thresholds.length / weights.shape[0];
  return { count, rows: indices(count) };
}
