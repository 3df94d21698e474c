import type { CodeTensor, Tensor } from '../../model/graph.js';
import { packedStores, type PackedStores } from './packed-stores.js';

/** How codes move between packed tensors and bytes of scratch; what a layer does not need is no code. */
export interface Alignment {
  /** Whether a pixel's codes fill whole bytes in fours of channels. */
  readonly input: boolean;
  /** Four codes to bytes of output; `null` where they go one by one. */
  readonly stores: PackedStores | null;
  /** Part of the symbol: `i` where input codes come one by one, `o` where output or residual ones do. */
  readonly symbol: string;
}

/** Sums of spread 2-bit codes stay within bytes: 85 words of threes. */
const MOST_SPREAD_CHANNELS = 340;

/** In the polynomial form, whose staged bytes hold four codes. */
export function groupAlignment(input: CodeTensor, output: Tensor): Alignment {
  return alignment((input.shape[2] * input.bits) % 8 === 0, output);
}

/** Where staged bytes hold one code. */
export function byteAlignment(input: CodeTensor, output: Tensor): Alignment {
  const [, , channels] = input.shape;
  const spread = input.bits === 2 && channels % 4 === 0 && channels <= MOST_SPREAD_CHANNELS;
  return alignment(input.bits === 8 || spread, output);
}

function alignment(input: boolean, output: Tensor): Alignment {
  const fours = output.shape[2] % 4 === 0;
  const stores = fours && output.type === 'codes' ? packedStores(output.bits) : null;
  return { input, stores, symbol: `${input ? '' : 'i'}${fours ? '' : 'o'}` };
}

/** Which of the ways in `stage-dot.hbs` is taken. */
export function stagingView({ bits }: CodeTensor, { input }: Alignment) {
  return { bytes: bits === 8, spread: bits === 2 && input, expand: bits !== 8 && !input };
}

/** How a residual, shaped as the output, is read into values; `null` without one. */
export function residualView(residual: CodeTensor | undefined, output: Tensor) {
  if (!residual) return null;
  const { bits } = residual;
  const codes = output.type === 'codes';
  return {
    bits,
    value: codes ? 'uint8_t' : 'int32_t',
    bytes: bits === 8,
    spread: bits === 2 && codes && output.shape[2] % 4 === 0,
  };
}
