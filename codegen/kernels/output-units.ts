import { elementCount, type Tensor } from '../model/graph.js';

/** Rows of an output, each of which begins on a byte; `undefined` where they do not. */
export function rowsOf(output: Tensor): number | undefined {
  const [height, width, channels] = output.shape;
  const bits = output.type === 'codes' ? output.bits : 32;
  return (width * channels * bits) % 8 === 0 ? height : undefined;
}

/** Groups of so many neighbouring pixels, whose channels fill bytes; the last may be smaller. */
export function tilesOf(output: Tensor, pixels: number): number {
  const channels = output.shape[2];
  return Math.ceil(elementCount(output.shape) / channels / pixels);
}
