import type { Conv2DNode } from '../../model/graph.js';
import type { KernelContext } from '../kernel.js';
import { outputView } from '../output-view.js';
import { unpackView } from '../unpack-view.js';
import { accumulateWordsView } from './accumulate-view.js';
import { groupAlignment, residualView } from './alignment.js';
import { BATCH, type DepthwisePlan } from './depthwise-plan.js';
import { finishDepthwiseView } from './finish-view.js';
import { polynomialConstants, valueType } from './tile-view.js';
import { GROUP_CHANNELS, TAPS } from './weight-steps.js';

export function depthwiseSymbol(
  { requantization, steps, tileWidth }: DepthwisePlan,
  { weights }: Conv2DNode,
  { inputs, output }: KernelContext,
): string {
  const wide = weights.shape[2] > TAPS ? 'w' : '';
  const operands = `a${inputs[0].bits}w${weights.bits}`;
  const variant = `polynomialt${tileWidth}f${steps}${wide}${groupAlignment(inputs[0], output).symbol}`;
  return `softbit_depthwise_${operands}_${requantization.symbol}_${variant}_armv6m`;
}

/** What `depthwise.c.hbs` prints for polynomials. */
export function depthwiseView(
  { steps, requantization, tileWidth }: DepthwisePlan,
  { weights }: Conv2DNode,
  { inputs: [input, residual], output }: KernelContext,
): object {
  const outputs = outputView(output);
  const aligned = groupAlignment(input, output);
  const value = valueType(outputs.packed);
  return {
    activation: unpackView(input.bits),
    weight: { bits: weights.bits },
    ...polynomialConstants(input.bits, weights.shape[2], steps * 4),
    depthwise: true,
    polynomial: true,
    two: false,
    aligned: aligned.input,
    ...{ bytes: false, spread: false, expand: false },
    totals: false,
    tapWords: 4,
    groupWords: GROUP_CHANNELS * steps * 4,
    channelBytes: steps * 4,
    batch: BATCH,
    tileWidth,
    strideX: tileWidth === 8 ? 1 : 2,
    accumulate: accumulateWordsView(steps),
    finish: finishDepthwiseView(
      { requantization, residual: residual !== undefined, greatest: outputs.greatest },
      tileWidth / 4,
    ),
    perChannel: requantization.perChannel,
    residual: residualView(residual, output),
    output: outputs,
    value,
    packed: aligned.stores,
  };
}
