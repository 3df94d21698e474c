import { elementCount, type AveragePoolNode, type CodeTensor } from '../../model/graph.js';
import type { Kernel } from '../kernel.js';
import { outputView } from '../output-view.js';
import { multiplierView } from '../requantize-view.js';
import { averagePool } from './average-pool.js';

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

  accepts: ({ kernel }, { inputs: [{ bits, shape }] }) =>
    8 % bits === 0 &&
    (shape[2] * bits) % 8 === 0 &&
    kernel[0] * kernel[1] * (2 ** bits - 1) <= GREATEST_SUM,

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

/** Bytes that are loaded at once: a pixel has a whole number of them. */
function lanesOf({ shape, bits }: CodeTensor): number {
  const bytes = (shape[2] * bits) / 8;
  return [4, 2, 1].find((lanes) => bytes % lanes === 0)!;
}

/** A sum is for one place in a byte and one byte; sums of bytes 0 and 2, and 1 and 3, share words. */
function laneView(bits: number, lanes: number): object {
  const greatest = 2 ** bits - 1;
  const codes = 8 / bits;
  const ones = [0, 1, 0x101, 0, 0x1010101][lanes];
  return {
    lanes,
    greatest,
    codes,
    codesPerWord: codes * lanes,
    oddBytes: lanes > 1,
    most: Math.floor(255 / greatest),
    places: Array.from({ length: codes }, (_, place) => ({ place, shift: place * bits })),
    mask: `0x${(greatest * ones).toString(16)}`,
    sums: Array.from({ length: codes * lanes }, (_, index) => {
      const lane = Math.floor(index / codes);
      const word = lane % 2 === 0 ? 'even' : 'odd';
      return { index, word, place: index % codes, shift: lane >> 1 === 0 ? 0 : 16 };
    }),
  };
}
