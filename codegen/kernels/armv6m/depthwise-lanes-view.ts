import type { Conv2DNode } from '../../model/graph.js';
import type { KernelContext } from '../kernel.js';
import { outputView } from '../output-view.js';
import { requantizeView } from '../requantize-view.js';
import { unpackView } from '../unpack-view.js';
import { accumulateWordsView } from './accumulate-view.js';
import { byteAlignment, residualView, stagingView } from './alignment.js';
import { BATCH, type LanesPlan } from './depthwise-lanes-plan.js';
import { finishLanesView } from './finish-view.js';
import { valueType } from './tile-view.js';

export function lanesSymbol(
  { requantization, lanes, overlap }: LanesPlan,
  { weights }: Conv2DNode,
  { inputs, output }: KernelContext,
): string {
  const [, height, width] = weights.shape;
  const operands = `a${inputs[0].bits}w${weights.bits}`;
  const variant = `lanes${lanes}k${height}x${width}${overlap ? '' : 's'}${byteAlignment(inputs[0], output).symbol}`;
  return `softbit_depthwise_${operands}_${requantization.symbol}_${variant}_armv6m`;
}

/** What `depthwise.c.hbs` prints for words of one or two pixels. */
export function lanesView(
  { steps, requantization, tileWidth, lanes, overlap }: LanesPlan,
  { weights, requantize }: Conv2DNode,
  { inputs: [input, residual], output }: KernelContext,
): object {
  const outputs = outputView(output);
  const aligned = byteAlignment(input, output);
  return {
    activation: unpackView(input.bits),
    weight: { bits: weights.bits },
    polynomial: false,
    two: lanes === 2,
    overlap,
    lanes: 1,
    ...stagingView(input, aligned),
    channelBytes: steps * 4,
    batch: BATCH,
    tileWidth,
    accumulate: accumulateWordsView(steps, overlap ? weights.shape[2] : 1),
    finish:
      requantization.kind === 'wide'
        ? null
        : finishLanesView(
            { requantization, residual: residual !== undefined, greatest: outputs.greatest },
            lanes,
          ),
    wide: requantization.kind === 'wide',
    topShift: 0,
    counting: null,
    linear: false,
    split: false,
    quartered: false,
    requantize: requantizeView(requantize, output, residual),
    perChannel: requantization.perChannel,
    residual: residualView(residual, output),
    output: outputs,
    value: valueType(outputs.packed),
    packed: aligned.stores,
  };
}
