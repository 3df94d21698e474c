import type { Conv2DNode, Shape } from '../../model/graph.js';
import type { ByteThresholds, DepthwisePlan } from './depthwise-plan.js';
import {
  bytesToWord,
  hexadecimal,
  maskSteps,
  planeViews,
  repeatedBytes,
} from '../polynomial/word-views.js';

/** Every number that `depthwise.c.hbs` prints. */
export function depthwiseView(node: Conv2DNode, plan: DepthwisePlan): object {
  return {
    ...shapeView(node, plan),
    ...geometryView(plan),
    ...tightView(plan),
    ...tapView(node, plan),
    ...biasView(plan),
    ...requantizationView(plan),
  };
}

function shapeView({ weights, strides }: Conv2DNode, plan: DepthwisePlan): object {
  const { input, output, along, across, direction } = plan;
  const next = (shape: Shape, bits: number): readonly [number, number] => {
    const pixel = (shape[2] * bits) / 8;
    return direction === 1 ? [pixel, shape[1] * pixel] : [shape[1] * pixel, pixel];
  };
  const [inputNext, inputNextRow] = next(input.shape, input.bits);
  const [outputNext, outputNextRow] = next(output.shape, output.bits);
  return {
    kernelHeight: weights.shape[1],
    kernelWidth: weights.shape[2],
    channels: weights.shape[0],
    activationBits: input.bits,
    greatestActivation: 2 ** input.bits - 1,
    weightBits: weights.bits,
    outputBits: output.bits,
    lowest: weights.lowest,
    step: weights.step,
    strided: strides.some((stride) => stride > 1),
    neighbours: direction === 1 ? 'horizontally neighbouring' : 'vertically neighbouring',
    inputShape: input.shape.join(' x '),
    outputShape: output.shape.join(' x '),
    inputLength: along.input,
    inputRows: across.input,
    outputLength: along.output,
    outputRows: across.output,
    strideRows: across.stride,
    padRows: across.padding,
    inputNext,
    inputNextRow,
    outputNext,
    outputNextRow,
  };
}

/** Registers of the assembly: sums and the carry take turns from group to group. */
const SUMS = ['r11', 'r12'] as const;
const TAP_REGISTERS = ['r1', 'r2', 'r3'] as const;
const THRESHOLDS = [
  { threshold: 'r4', reached: 'r8' },
  { threshold: 'r5', reached: 'r9' },
  { threshold: 'r6', reached: 'r10' },
] as const;

/** The assembly of a row: the first three taps are in registers, the others in memory. */
function tightView({ tight, geometry, requantization, ...plan }: DepthwisePlan): object {
  const multiplied = Math.min(geometry.blocks, geometry.groups);
  const steps = plan.words[0].length;
  const turn = (index: number) => ({ sums: SUMS[index % 2], carry: SUMS[(index + 1) % 2] });
  return {
    tight,
    rowWords: plan.rowWords,
    firstTaps: TAP_REGISTERS.slice(0, steps).map((register, index) => ({ register, index })),
    otherTaps: Array.from({ length: Math.max(0, steps - 3) }, (_, index) => ({ index: index + 3 })),
    tightSteps: Array.from({ length: steps }, (_, step) => ({
      step,
      offset: 4 * tapOffset(plan, geometry, step),
      register: TAP_REGISTERS.at(step) ?? null,
      /** The first two pixels are loaded together. */
      together: step === 0 && steps > 1 ? 4 * tapOffset(plan, geometry, 1) : null,
      loaded: step === 1,
    })),
    tightGroups: Array.from({ length: multiplied }, (_, index) => ({
      ...turn(index),
      first: index === 0,
    })),
    lastTurn: turn(multiplied),
    rowEnd: 4 * (plan.across.stride * plan.rowWords - geometry.groups),
    uniformBias: hexadecimal(repeatedBytes(plan.biases.fields[0], 4)),
    twiceBias: tight ? hexadecimal(repeatedBytes(plan.biases.total, 4)) : null,
    tightThresholds: isThresholds(requantization)
      ? THRESHOLDS.slice(0, requantization.perChannel).map((registers, index) => ({
          ...registers,
          index,
          unit: hexadecimal((index + 1) * 0x01010101),
        }))
      : null,
    laterPlaces: Array.from({ length: 8 / plan.output.bits - 1 }, (_, index) => ({
      place: index + 1,
      shift: (index + 1) * plan.output.bits,
    })),
  };
}

/** Where a step's pixels stand, in words from the first step's. */
function tapOffset(
  { across, rowWords }: Pick<DepthwisePlan, 'across' | 'rowWords'>,
  { phases, blocks }: DepthwisePlan['geometry'],
  step: number,
): number {
  return Math.floor(step / phases) * across.dilation * rowWords + (step % phases) * blocks;
}

function geometryView({
  geometry,
  block,
  strip,
  input,
  output,
  along,
  ...plan
}: DepthwisePlan): object {
  return {
    block,
    phases: geometry.phases,
    blocks: geometry.blocks,
    groups: geometry.groups,
    lead: geometry.lead,
    severalGroups: geometry.groups > 1,
    carriedGroup: geometry.groups > geometry.blocks,
    multipliedBlocks: Math.min(geometry.blocks, geometry.groups),
    stripOutputs: strip.outputs,
    stripInputs: strip.inputs,
    codeBytes: (block * output.bits) / 8,
    codesPerOutput: 8 / output.bits,
    codesPerByte: 8 / input.bits,
    expandSteps: maskSteps(8 / input.bits, input.bits, 4),
    expandMask: hexadecimal(repeatedBytes(2 ** input.bits - 1, 4)),
    planes: planeViews(geometry.phases, along.input).map((plane) => {
      const used = plane.whole + Math.sign(plane.rest);
      return { ...plane, used, empty: geometry.blocks - used };
    }),
    scratchBytes: plan.scratchBytes,
  };
}

/** Weights in flash: for each step a byte (or more) of the block's channels for each exponent. */
function tapView({ weights }: Conv2DNode, plan: DepthwisePlan): object {
  const { words, geometry, block } = plan;
  const perByte = 8 / weights.bits;
  const steps = words[0].map((_, step) => exponentsOf(plan, step).map((exponent) => exponent));
  return {
    steps: steps.length,
    weightBytes: steps.flat().length * (block / perByte),
    tapNames: steps.map((_, index) => ({
      index,
      name: `tap${index}`,
      offset: tapOffset(plan, geometry, index),
    })),
    tapSteps: steps.flatMap((exponents, step) =>
      Array.from({ length: block / perByte }, (_, byte) => ({
        count: exponents.length,
        bytes: exponents.map(chunkByte).join(' | '),
        channels: maskSteps(perByte, weights.bits, 1).map(({ index, shift }) => ({
          channel: byte * perByte + index,
          step,
          shift,
          mask: hexadecimal(ofExponents(exponents, 2 ** weights.bits - 1)),
          scale: weights.step,
          lowest: hexadecimal(asWord(exponents, weights.lowest)),
        })),
      })),
    ),
  };
}

/** Exponents that the phase of a step has taps for. */
export function exponentsOf({ geometry }: DepthwisePlan, step: number): number[] {
  const own = geometry.taps.filter(({ phase }) => phase === step % geometry.phases);
  return own.map(({ exponent }) => exponent).sort((a, b) => a - b);
}

function chunkByte(exponent: number, index: number): string {
  const byte = `(uint32_t)packed[${index}]`;
  return exponent === 0 ? byte : `(${byte} << ${8 * exponent})`;
}

function ofExponents(exponents: readonly number[], value: number): number {
  return exponents.reduce((sum, exponent) => sum + value * 256 ** exponent, 0);
}

/** A signed polynomial as an unsigned word. */
function asWord(exponents: readonly number[], value: number): number {
  return ofExponents(exponents, value) >>> 0;
}

function biasView({ biases: { fields, total } }: DepthwisePlan): object {
  const [low, high] = [bytesToWord(fields.slice(0, 4)), bytesToWord(fields.slice(4))];
  return {
    biasFields: fields.join(', '),
    biasTotal: total,
    biasLow: hexadecimal(low),
    biasHigh: hexadecimal(high),
    biasWhole: hexadecimal((BigInt(high) << 32n) + BigInt(low)),
  };
}

function requantizationView({ requantization, output }: DepthwisePlan): object {
  const counted = isThresholds(requantization);
  return {
    thresholds: counted ? requantization.perChannel : null,
    thresholdSteps: counted ? thresholdSteps(requantization.perChannel) : null,
    shift: counted ? null : requantization.shift,
    quantize: counted
      ? 'count_thresholds(sums, thresholds, unit)'
      : 'requantize(sums, multiplier, bias) << position',
    requantizationText: counted
      ? `counted thresholds to ${output.bits}-bit codes`
      : `requantized in 32 bits to ${output.bits}-bit codes`,
  };
}

export function isThresholds(
  requantization: DepthwisePlan['requantization'],
): requantization is ByteThresholds {
  return 'kind' in requantization;
}

function thresholdSteps(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    index,
    multiple: index > 0 ? index + 1 : null,
  }));
}
