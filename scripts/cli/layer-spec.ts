import { InvalidArgumentError } from 'commander';
import type { BenchLayerOp, BenchLayerOptions } from '../../codegen/index.js';

/** A layer without what the command's other options say of it. */
export type LayerSpec = Partial<BenchLayerOptions> &
  Pick<BenchLayerOptions, 'op' | 'height' | 'width' | 'inputs'>;

/** For the help text. */
export const layerSyntax =
  'OP:HEIGHTxWIDTHxINPUTS[-OUTPUTS][,kN|kHEIGHTxWIDTH][,sSTRIDE][,dDILATION][,gGROUPS][,wBITS][,aBITS][,oBITS|,oint][,residual]';

const operations: Readonly<Record<string, BenchLayerOp>> = {
  conv2d: 'conv2d',
  depthwise: 'depthwise',
  dense: 'dense',
  maxpool: 'maxPool',
  avgpool: 'averagePool',
};

type Part = (numbers: readonly number[]) => Partial<BenchLayerOptions>;

/** What may follow the shape, each by its letter. */
const parts: readonly (readonly [RegExp, Part])[] = [
  [/^k(\d+)$/, ([size]) => ({ kernel: [size, size] })],
  [/^k(\d+)x(\d+)$/, ([height, width]) => ({ kernel: [height, width] })],
  [/^s(\d+)$/, ([stride]) => ({ stride })],
  [/^d(\d+)$/, ([dilation]) => ({ dilation })],
  [/^g(\d+)$/, ([groups]) => ({ groups })],
  [/^w([1-8])$/, ([weightBits]) => ({ weightBits })],
  [/^a([1-8])$/, ([inputBits]) => ({ inputBits })],
  [/^o([1-8])$/, ([outputBits]) => ({ outputBits })],
  [/^oint$/, () => ({ outputBits: undefined })],
  [/^residual$/, () => ({ residual: true })],
];

/**
 * A commander parser for single layers.
 *
 * @throws commander's InvalidArgumentError, which ends as a usage error
 * @example
 * parseLayer('conv2d:32x32x16-32,k3,s2');
 */
export function parseLayer(text: string): LayerSpec {
  const [shape, ...rest] = text.split(',');
  return Object.assign(parseShape(shape), ...rest.map(parsePart)) as LayerSpec;
}

function parseShape(text: string): LayerSpec {
  const match = /^([a-z0-9]+):([1-9]\d*)x([1-9]\d*)x([1-9]\d*)(?:-([1-9]\d*))?$/.exec(text);
  const op = match ? operations[match[1]] : undefined;
  if (!match || op === undefined) {
    throw new InvalidArgumentError(
      `Give OP:HEIGHTxWIDTHxINPUTS, where OP is ${Object.keys(operations).join(', ')}.`,
    );
  }
  const [height, width, inputs] = match.slice(2, 5).map(Number);
  const outputs = match[5] === undefined ? {} : { outputs: Number(match[5]) };
  return { op, height, width, inputs, ...outputs };
}

function parsePart(text: string): Partial<BenchLayerOptions> {
  for (const [pattern, part] of parts) {
    const match = pattern.exec(text);
    if (match) return part(match.slice(1).map(Number));
  }
  throw new InvalidArgumentError(`"${text}" is none of what may follow the shape: ${layerSyntax}.`);
}
