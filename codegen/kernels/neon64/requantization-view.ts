import type { CodeTensor, Conv2DNode } from '../../model/graph.js';
import type { LinearRequantization } from '../linear-requantization.js';
import { requantizeView } from '../requantize-view.js';

/** `SQSHRUN` shifts by at most this much. */
const GREATEST_NARROWING = 16;

export interface VectorRequantization {
  /** Thresholds of 16 bits. */
  readonly counted?: Int16Array;
  readonly linear: LinearRequantization | undefined;
  readonly residual: CodeTensor | undefined;
  readonly output: CodeTensor;
}

/** What `vector-requantize.hbs` prints. */
export function vectorRequantizationView(
  { requantize }: Conv2DNode,
  { counted, linear, residual, output }: VectorRequantization,
): object {
  const view = requantizeView(requantize, output, residual);
  const lastShift = Math.min(linear?.shift ?? 0, GREATEST_NARROWING);
  return {
    linear: linear !== undefined,
    shift: linear?.shift ?? null,
    firstShift: linear && linear.shift > lastShift ? linear.shift - lastShift : null,
    lastShift,
    greatest: 2 ** output.bits - 1,
    requantize: view,
    counted: counted ? countedView(output.bits) : null,
    requantizationText: vectorText({ counted, linear, residual, output }) ?? view.text,
    residual: residual ? residualView(residual.bits) : null,
  };
}

/** `undefined` where outputs are requantized one by one. */
function vectorText({ counted, linear, residual, output }: VectorRequantization) {
  if (counted) return `counted thresholds to ${output.bits}-bit codes`;
  const side = residual ? ` with a ${residual.bits}-bit residual` : '';
  return linear && `requantized in 32 bits to ${output.bits}-bit codes${side}`;
}

function countedView(bits: number): object {
  return { one: bits === 1, count: 2 ** bits - 1 };
}

function residualView(bits: number): object {
  return { bits, bytes: bits === 8, perByte: 8 / bits, greatest: 2 ** bits - 1 };
}

/** Requantization part of the kernel's symbol. */
export function vectorRequantizationSymbol(
  { requantize }: Conv2DNode,
  { counted, linear, residual, output }: VectorRequantization,
): string {
  if (counted) return `thresholds${output.bits}`;
  if (!linear) return requantizeView(requantize, output, residual).symbol;
  return `linear${output.bits}s${linear.shift}${residual ? `_residual${residual.bits}` : ''}`;
}
