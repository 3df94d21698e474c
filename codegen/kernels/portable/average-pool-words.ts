import { elementCount, type AveragePoolNode } from '../../model/graph.js';
import type { Kernel } from '../kernel.js';
import { outputView } from '../output-view.js';
import { multiplierView } from '../requantize-view.js';
import { averagePool } from './average-pool.js';
import { hasWholeBytes, laneMask, lanesOf } from './word-lanes.js';

/** Instructions on a Cortex-M4, counted in the compiled loops. */
const PER_WORD = 6;
const PER_WORD_CODE = 2;
const PER_OUTPUT = 26;
const PER_OUTPUT_WORD = 40;

/** Sums of codes are halves of words. */
const GREATEST_SUM = 2 ** 16 - 1;

/**
 * Average pools whose pixels are whole bytes: up to four bytes of codes are added at a time, first in
 * bytes, then in halves of words.
 */
export const averagePoolWords: Kernel<AveragePoolNode> = {
  name: 'averagepool_words',
  architecture: 'portable',
  op: 'averagePool',

  accepts: ({ kernel }, { inputs: [input] }) =>
    hasWholeBytes(input) && kernel[0] * kernel[1] * (2 ** input.bits - 1) <= GREATEST_SUM,

  scratchBytes: () => 0,

  cost({ kernel }, { inputs: [input], output }) {
    const codes = 8 / input.bits;
    const words = elementCount(output.shape) / (codes * lanesOf(input));
    return (
      words * (kernel[0] * kernel[1] * (PER_WORD + PER_WORD_CODE * codes) + PER_OUTPUT_WORD) +
      elementCount(output.shape) * PER_OUTPUT
    );
  },

  replaceableInputs: () => [],

  source({ shift }, { inputs: [input], output }) {
    const lanes = lanesOf(input);
    const requantize = multiplierView(shift, output, undefined);
    return {
      symbol: `softbit_averagepool_a${input.bits}_${requantize.symbol}_words${lanes}_portable`,
      template: 'kernels/portable/averagepool_words.c.hbs',
      view: {
        activation: { bits: input.bits },
        requantize,
        output: outputView(output),
        residual: null,
        ...laneView(input.bits, lanes),
      },
    };
  },

  layer: (node, context) => averagePool.layer(node, context),
};

/** A sum is for one place in a byte and one byte; sums of bytes 0 and 2, and 1 and 3, share words. */
function laneView(bits: number, lanes: number): object {
  const greatest = 2 ** bits - 1;
  const codes = 8 / bits;
  return {
    lanes,
    greatest,
    codes,
    codesPerWord: codes * lanes,
    oddBytes: lanes > 1,
    most: Math.floor(255 / greatest),
    places: Array.from({ length: codes }, (_, place) => ({ place, shift: place * bits })),
    mask: laneMask(greatest, lanes),
    bytes: Array.from({ length: lanes }, (_, lane) => ({
      first: lane * codes,
      word: lane % 2 === 0 ? 'even' : 'odd',
      half: lane >> 1 === 0 ? ' & 0xffffu' : ' >> 16',
    })),
  };
}
