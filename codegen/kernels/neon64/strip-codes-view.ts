import type { CodeTensor, Tensor } from '../../model/graph.js';
import { codesView } from './code-views.js';
import type { DotShape } from './dot-shape.js';

export interface StripCodes {
  readonly shape: DotShape;
  readonly input: CodeTensor;
  readonly output: Tensor;
  readonly residual: CodeTensor | undefined;
  /** Whether input codes stay as they are packed. */
  readonly bits: boolean;
  /** What is taken off input codes. */
  readonly middleInput: number;
  /** Output rows of a strip. */
  readonly rows: number;
}

const BITS_OF_INTEGER = 32;

/**
 * How codes come from memory to bytes and back, strip by strip.
 *
 * @param channels that are computed together: outputs begin on multiples of so many bytes
 */
export function stripCodesView(
  { shape, input, output, residual, bits, middleInput, rows }: StripCodes,
  channels: number,
): object {
  const [height, width, outputChannels] = shape.output;
  const aligned = (codeBits: number) =>
    rows >= height || (rows * width * outputChannels * codeBits) % 8 === 0;
  const dense = outputChannels % channels === 0;
  const rowBits = shape.input[1] * shape.input[2] * input.bits;
  const outputBits = output.type === 'codes' ? output.bits : BITS_OF_INTEGER;
  return {
    inputCodes: bits
      ? null
      : codesView({
          name: 'expand_codes',
          bits: input.bits,
          middle: middleInput,
          aligned: shape.input[0] === 1 || rowBits % 8 === 0,
        }),
    residualCodes: residual
      ? codesView({
          name: 'expand_residuals',
          bits: residual.bits,
          aligned: dense && aligned(residual.bits),
        })
      : null,
    outputCodes:
      output.type === 'codes'
        ? codesView({ name: 'pack_codes', bits: outputBits, aligned: dense && aligned(outputBits) })
        : null,
    outputBits,
    contiguous: dense,
  };
}
