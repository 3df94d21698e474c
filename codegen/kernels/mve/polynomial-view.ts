import type { Conv2DNode } from '../../model/graph.js';
import { expandView } from './expand-view.js';
import { polynomialAssembly } from './crosswise-assembly.js';
import { outputTerms, PIXELS, type PolynomialFields, type TermPlace } from './polynomial-fields.js';
import { rowVectors, windowColumns, type PolynomialPlan } from './polynomial-plan.js';
import { codesMask, LANES, onesWord } from './polynomial-weights.js';
import { quadView } from './requantize-sums-view.js';

/** Every number that `polynomial.c.hbs` prints. */
export function polynomialView(node: Conv2DNode, plan: PolynomialPlan): object {
  const { fields, stretches, requantization, output, residual } = plan;
  const { weights } = node;
  return {
    ...quadView({
      ...{ requantization, output, residual },
      product: weights.step,
      window: weights.lowest,
    }),
    ...shapeView(node, plan),
    ...memoryView(node, plan),
    ...termsView(fields),
    activation: expandView(plan.input),
    wordMaking: wordView(node, plan),
    weightBits: weights.bits,
    lowest: weights.lowest,
    step: weights.step,
    stretch: stretches.steps,
    severalStretches: stretches.count > 1,
    assembly: polynomialAssembly({
      ...stretches,
      stretchBytes: plan.sumBlocks * 32,
      pairBytes: plan.strip.inputs * rowVectors(plan) * 32,
    }),
  };
}

function shapeView({ weights, strides, padding }: Conv2DNode, plan: PolynomialPlan): object {
  const { input, output, fields } = plan;
  const [outputChannels, kernelHeight, kernelWidth, inputChannels] = weights.shape;
  const greatestActivation = 2 ** input.bits - 1;
  return {
    inputHeight: input.shape[0],
    inputWidth: input.shape[1],
    rowCodes: input.shape[1] * inputChannels,
    inputChannels,
    outputHeight: output.shape[0],
    outputWidth: output.shape[1],
    outputChannels,
    kernelHeight,
    kernelWidth,
    strideY: strides[0],
    strideX: strides[1],
    padTop: padding.top,
    zeroPoint: input.zeroPoint,
    activationBits: input.bits,
    greatestActivation,
    greatestWindow: greatestActivation * kernelHeight * kernelWidth * inputChannels,
    strided: strides[1] > 1,
    planes: fields.planes.length,
    macs: 4 * PIXELS * fields.taps,
  };
}

function memoryView(node: Conv2DNode, plan: PolynomialPlan): object {
  const { fields, flash, strip, order, input } = plan;
  const { bits } = node.weights;
  const codes = plan.columns * input.shape[2];
  return {
    blocks: fields.blocks,
    groups: fields.groups,
    windowColumns: windowColumns(fields),
    rowVectors: rowVectors(plan),
    channelVectors: rowVectors(plan) / fields.planes.length,
    steps: plan.steps,
    stretches: plan.stretches.count,
    guard: plan.guard,
    sumBlocks: plan.sumBlocks,
    stripOutputs: strip.outputs,
    stripInputs: strip.inputs,
    originCodes: fields.origin * node.strides[1] * input.shape[2],
    codes,
    codesBytes: Math.ceil((codes + 16) / 4) * 4,
    panels: order.panels,
    chunks: flash.chunks,
    interleaved: flash.interleaved,
    weightVectors: flash.chunks * flash.interleaved,
    chunkWords: LANES * flash.interleaved,
    codesMask: hexadecimal(codesMask(fields, bits)),
    unpacking: Array.from({ length: flash.interleaved }, (_, index) => ({
      offset: LANES * index,
      shift: index * bits,
    })),
    planeOnes: fields.planes.map((_, plane) => ({ word: hexadecimal(onesWord(fields, plane)) })),
    scratchBytes: plan.scratchBytes,
  };
}

function wordView({ strides }: Conv2DNode, { fields, input }: PolynomialPlan): object {
  const channels = input.shape[2];
  return {
    field: fields.field,
    second: 2 * fields.field,
    third: 3 * fields.field,
    partial: channels % LANES !== 0,
    planes: fields.planes.map((phase) => ({ offset: phase * channels })),
    pixels: Array.from({ length: PIXELS }, (_, index) => ({
      index,
      offset: index * strides[1] * channels,
    })),
  };
}

/** How outputs are put together from terms of the blocks beside them. */
function termsView(fields: PolynomialFields): object {
  const { field, taps, terms } = fields;
  const places = outputTerms(fields);
  const words = uniqueWords(places.flat());
  return {
    field,
    taps,
    terms,
    lead: fields.lead,
    polynomial: Array.from({ length: taps }, (_, tap) => `t${tap}${power(tap)}`).join(' + '),
    topPixel: (PIXELS - 1) * field,
    topTap: (taps - 1) * field,
    fieldMask: hexadecimal(2 ** field - 1),
    termLoads: words.map(({ name, block, high }) => ({
      name,
      offset: offsetText(8 * block + (high ? 4 : 0)),
    })),
    rowTermLoads: words.map(({ name, block, high }) => ({
      name,
      from: high ? 'highs' : 'lows',
      offset: offsetText(block),
    })),
    outputs: places.map((output, index) => ({
      index,
      expression: output
        .map((place) => termExpression(place, field))
        .reduce((sum, term) => `vaddq_u32(${sum}, ${term})`),
    })),
  };
}

function uniqueWords(places: readonly TermPlace[]) {
  const words = places.flatMap(({ block, low, high }) => [
    ...(low ? [{ name: wordName('low', block), block, high: false }] : []),
    ...(high ? [{ name: wordName('high', block), block, high: true }] : []),
  ]);
  return words.filter(({ name }, index) => words.findIndex((word) => word.name === name) === index);
}

/** The bits of a term, brought down; a mask takes what stands above. */
function termExpression({ block, low, high }: TermPlace, field: number): string {
  const upper = wordName('high', block);
  const lower = wordName('low', block);
  if (!high) {
    const down = shiftedDown(lower, low!.shift);
    return low!.shift + field === 32 ? down : `vandq_u32(${down}, mask)`;
  }
  if (!low) return `vandq_u32(${shiftedDown(upper, high.shift)}, mask)`;
  return `vandq_u32(vsliq_n_u32(${shiftedDown(lower, low.shift)}, ${upper}, ${high.up}), mask)`;
}

function shiftedDown(word: string, shift: number): string {
  return shift === 0 ? word : `vshrq_n_u32(${word}, ${shift})`;
}

function wordName(half: 'low' | 'high', block: number): string {
  const sides = ['_before2', '_before', '', '_behind', '_behind2'];
  return `${half}${sides[block + 2]}`;
}

function offsetText(offset: number): string {
  if (offset === 0) return '';
  return offset > 0 ? ` + ${offset}` : ` - ${-offset}`;
}

function power(exponent: number): string {
  if (exponent === 0) return '';
  return exponent === 1 ? ' x' : ` x^${exponent}`;
}

function hexadecimal(number: number): string {
  return `0x${number.toString(16)}`;
}
