import type { DenseNode } from '../../model/graph.js';
import type { KernelContext } from '../kernel.js';
import type { LinearRequantization } from '../linear-requantization.js';
import { outputView } from '../output-view.js';
import { requantizeView } from '../requantize-view.js';
import {
  codesOfPart,
  DENSE_BLOCK,
  denseBits,
  lastMiddle,
  usedSteps,
  type DenseForm,
} from './dense-form.js';
import { hexadecimal } from '../polynomial/word-views.js';

export interface DenseViewRequest {
  readonly node: DenseNode;
  readonly context: KernelContext;
  readonly form: DenseForm;
  readonly linear: LinearRequantization | undefined;
}

/** Every number that `dense.c.hbs` prints. */
export function denseView({ node, context, form, linear }: DenseViewRequest): object {
  const { inputs, output } = context;
  const [input, residual] = inputs;
  const { weights, requantize } = node;
  const [outputs, , , count] = weights.shape;
  const requantizeText = requantizeView(requantize, output, residual).text;
  return {
    ...expandView(form, input.bits, count),
    ...stepView(form, denseBits(weights.bits), lastMiddle(weights.bits)),
    activationBits: input.bits,
    weightBits: weights.bits,
    inputCount: count,
    outputCount: outputs,
    block: DENSE_BLOCK,
    lowest: weights.lowest,
    step: weights.step,
    linear: linear !== undefined,
    shift: linear?.shift ?? null,
    outputBits: output.type === 'codes' ? output.bits : 32,
    requantize: requantizeView(requantize, output, residual),
    requantizationText: linear ? 'requantized in 32 bits' : requantizeText,
    residual: residual ? { bits: residual.bits } : null,
    output: outputView(output),
    ...storeView(node, context),
    scaled: requantize.kind === 'multiplier' && !linear && !residual,
    wideShift: requantize.kind === 'multiplier' ? requantize.shift : null,
    offsets: !linear && input.zeroPoint !== 0,
  };
}

/** Codes of whole blocks fill words, where they are computed without a loop; bytes stand alone. */
function storeView({ weights }: DenseNode, { inputs, output }: KernelContext): object {
  const bits = output.type === 'codes' ? output.bits : 32;
  const alone = inputs.length === 1;
  const whole = alone && weights.shape[0] % DENSE_BLOCK === 0 && (bits <= 4 || bits === 8);
  const inBytes = alone && bits === 8;
  return {
    blockWords: whole ? blockWords(bits) : null,
    blockBytes: Array.from({ length: whole ? bits : 0 }, (_, byte) => ({
      byte,
      word: byte >> 2,
      shift: 8 * (byte % 4),
    })),
    inBytes,
    written: output.type === 'codes' && !whole && !inBytes,
  };
}

/** A block's codes in words, the first one lowest. */
function blockWords(bits: number): object[] {
  const perWord = Math.min(Math.floor(32 / bits), DENSE_BLOCK);
  return Array.from({ length: DENSE_BLOCK / perWord }, (_, word) => {
    const first = word * perWord;
    const others = Array.from({ length: perWord - 1 }, (__, index) => ({
      sum: first + index + 1,
      shift: (index + 1) * bits,
    }));
    return { word, first, others };
  });
}

/** How packed input becomes words of one code a part. */
function expandView(form: DenseForm, bits: number, count: number): object {
  const parts = form.inputs;
  const even = 8 % bits === 0 && (count * bits) % 8 === 0;
  const perPart = codesOfPart(form.kind, bits);
  const bytes = (count * bits) / 8;
  const mask = Array.from({ length: parts }, (_, part) => 2 ** ((32 / parts) * part));
  return {
    bytes: form.kind === 'bytes',
    parts,
    partBits: 32 / parts,
    even,
    steps: form.stretch * form.stretches,
    usedSteps: usedSteps(form.kind, bits, count),
    wholeWords: even ? Math.floor(bytes / 4) : 0,
    restBytes: even ? bytes % 4 : 0,
    expandSteps: Array.from({ length: perPart }, (_, index) => ({
      index,
      shift: index * bits,
    })),
    expandMask: hexadecimal((2 ** bits - 1) * mask.reduce((sum, part) => sum + part)),
    ones: hexadecimal(mask.reduce((sum, part) => sum + part)),
    perPart,
    perWord: perPart * parts,
    padded: usedSteps(form.kind, bits, count) < form.stretch * form.stretches,
  };
}

function stepView(form: DenseForm, bits: number, middle: number): object {
  const mask = form.kind === 'bytes' ? 0x01010101 : 0x00010001;
  const own = Array.from({ length: form.rows - 1 }, (_, row) => ({ row, shift: row * bits }));
  return {
    rows: form.rows,
    top: form.rows - 1,
    topShift: bits * (form.rows - 1),
    halfScale: middle,
    rowBits: bits,
    stretch: form.stretch,
    stretches: form.stretches,
    severalStretches: form.stretches > 1,
    otherSteps: Array.from({ length: form.stretch - 1 }, (_, step) => ({ step })),
    maskOfRow: hexadecimal((2 ** bits - 1) * mask),
    unrolledSteps: Array.from({ length: form.stretch }, (_, step) => ({ step })),
    groups: DENSE_BLOCK / form.rows,
    wordsOfStep: Array.from({ length: form.words }, (_, word) => ({
      word,
      first: word === 0,
      rows: own.map((part) => ({
        ...part,
        sum: word * form.rows + part.row,
        last: part.row === form.rows - 2,
      })),
      top: word * form.rows + form.rows - 1,
    })),
    octets: bits === 8,
    sums: Array.from({ length: DENSE_BLOCK }, (_, sum) => ({ sum })),
    groupWords: form.stretch * form.stretches,
  };
}
