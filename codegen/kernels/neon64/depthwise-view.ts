import type { Conv2DNode } from '../../model/graph.js';
import { codesView } from './code-views.js';
import { BLOCK_CHANNELS, type DepthwisePlan } from './depthwise-plan.js';
import { thresholdRows } from './dot-view.js';
import { stripGeometryView } from './strip-geometry.js';
import { stripCodesView } from './strip-codes-view.js';

/** Every number that `depthwise.c.hbs` prints. */
export function depthwiseView(node: Conv2DNode, plan: DepthwisePlan): object {
  const { input, output, residual, narrow, requantization } = plan;
  const { weights } = node;
  return {
    ...geometryView(plan),
    inputBits: input.bits,
    weightBits: weights.bits,
    narrow,
    lowest: weights.lowest,
    step: weights.step,
    padding: input.zeroPoint,
    bits: false,
    scaled: false,
    linear: requantization.kind === 'linear',
    thresholds: requantization.kind === 'thresholds' ? thresholdRows(node) : null,
    shift: requantization.shift,
    codes: true,
    greatest: output.bits < 8 ? 2 ** output.bits - 1 : null,
    ...stripCodesView({ ...plan, bits: false, middleInput: 0 }, BLOCK_CHANNELS),
    weightCodes: codesView({
      name: 'expand_weights',
      bits: weights.bits,
      aligned: (weights.shape[0] * weights.bits) % 8 === 0,
    }),
    residual: residual ? { bits: residual.bits } : null,
  };
}

function geometryView({ shape, rows }: DepthwisePlan): object {
  const channels = shape.input[2];
  const [kernelHeight, kernelWidth] = shape.kernel;
  const rest = channels % BLOCK_CHANNELS;
  return {
    ...stripGeometryView(shape, rows),
    channels,
    pitch: Math.ceil(channels / BLOCK_CHANNELS) * BLOCK_CHANNELS,
    halfBlock: rest > 0 && rest <= BLOCK_CHANNELS / 2,
    taps: Array.from({ length: kernelHeight * kernelWidth }, (_, tap) => ({
      tap,
      row: Math.floor(tap / kernelWidth) * shape.dilations[0],
      column: (tap % kernelWidth) * shape.dilations[1],
    })),
  };
}
