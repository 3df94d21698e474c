import type { DenseNode } from '../../model/graph.js';
import { DENSE_BLOCK, denseBits, denseOrder, lastMiddle, type DenseForm } from './dense-form.js';

/**
 * Words in the order of reading: blocks of outputs; in each, for bytes, groups of four outputs and their
 * steps; for halves, steps and their words.
 */
export function denseWeights(node: DenseNode, form: DenseForm, activationBits: number) {
  const [outputs, , , inputs] = node.weights.shape;
  const steps = form.stretch * form.stretches;
  const order = denseOrder(form.kind, activationBits, inputs, steps);
  const words: number[] = [];
  const groups = DENSE_BLOCK / form.rows;
  for (let first = 0; first < outputs; first += DENSE_BLOCK) {
    for (let index = 0; index < groups * steps; index++) {
      const [group, step] =
        form.kind === 'bytes'
          ? [Math.floor(index / steps), index % steps]
          : [index % groups, Math.floor(index / groups)];
      const places = order.slice(step * form.inputs, (step + 1) * form.inputs);
      words.push(weightWord(node, form, first + group * form.rows, places));
    }
  }
  return Uint32Array.from(words);
}

/** Parts of bytes stand in reverse, as a product's highest byte adds up opposite ones. */
function weightWord(
  { weights: { codes, bits, shape } }: DenseNode,
  { kind, rows, inputs }: DenseForm,
  first: number,
  places: readonly (number | null)[],
): number {
  const partBits = 32 / inputs;
  let word = 0;
  for (const [part, place] of places.entries()) {
    const at = kind === 'bytes' ? inputs - 1 - part : part;
    for (let row = 0; row < rows; row++) {
      if (place === null || first + row >= shape[0]) continue;
      const code = codes[(first + row) * shape[3] + place];
      const signed = kind === 'halves' && row === rows - 1;
      const stored = signed ? code ^ lastMiddle(bits) : code;
      word += stored * 2 ** (at * partBits + row * denseBits(bits));
    }
  }
  return word;
}
