import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { inputBlock, outputBlock } from './simd/outer-products.js';
import type { SimdKernels } from './simd/simd-kernels.js';

type Info = tf.backend_util.Conv2DInfo;

const bytes = Float32Array.BYTES_PER_ELEMENT;
const blockSize = inputBlock * outputBlock;

export interface FilterGradientInputs {
  readonly x: tf.TensorInfo;
  readonly dy: tf.TensorInfo;
}

/** Whether the output's channels fill blocks. Those of the input are rounded up to whole ones. */
export function fitsBlocks({ outChannels }: Info): boolean {
  return outChannels % outputBlock === 0;
}

/**
 * The filter's gradient, image by image while it is in the cache: for each tap the products of the
 * pixels that meet there. Nothing is transposed or copied before. Where the input's channels do not
 * fill a block, the numbers behind a pixel are multiplied, too, and what they give is left out.
 */
export function directFilterGradient(
  backend: BackendWasm,
  { outerProducts }: SimdKernels,
  { x, dy }: FilterGradientInputs,
  info: Info,
): tf.TensorInfo {
  const { filterShape, batchSize, inHeight, inWidth, inChannels } = info;
  const gradient = backend.makeOutput(filterShape, 'float32');
  const scratch = backend.makeOutput([countBlocks(info) * blockSize], 'float32');
  const [images, outputs, sums] = [x, dy, scratch].map((tensor) =>
    backend.typedArrayFromHeap(tensor),
  );
  sums.fill(0);
  const imageBytes = inHeight * inWidth * inChannels * bytes;
  const outputBytes = (outputs.length / batchSize) * bytes;
  const taps = tapsOf(info);
  for (let image = 0; image < batchSize; image++) {
    const from = images.byteOffset + image * imageBytes;
    const to = outputs.byteOffset + image * outputBytes;
    for (const tap of taps) addTap(outerProducts, tap, { from, to, sums: sums.byteOffset }, info);
  }
  unpack(sums, backend.typedArrayFromHeap(gradient), info);
  backend.disposeData(scratch.dataId);
  return gradient;
}

function countBlocks({ filterHeight, filterWidth, inChannels, outChannels }: Info): number {
  const blocks = Math.ceil(inChannels / inputBlock) * (outChannels / outputBlock);
  return filterHeight * filterWidth * blocks;
}

/** Where a tap and the pixels that it meets begin, and how far they reach. */
interface Tap {
  readonly place: number;
  readonly xAt: number;
  readonly dyAt: number;
  readonly rows: number;
  readonly columns: number;
}

function tapsOf(info: Info): Tap[] {
  const { filterHeight, filterWidth, inWidth, inChannels, outWidth, outChannels } = info;
  const { padInfo, strideHeight, strideWidth, inHeight, outHeight } = info;
  const found: Tap[] = [];
  for (let row = 0; row < filterHeight; row++) {
    const down = reach(row - padInfo.top, strideHeight, inHeight, outHeight);
    for (let column = 0; column < filterWidth; column++) {
      const across = reach(column - padInfo.left, strideWidth, inWidth, outWidth);
      found.push({
        place: row * filterWidth + column,
        xAt: (down.input * inWidth + across.input) * inChannels * bytes,
        dyAt: (down.first * outWidth + across.first) * outChannels * bytes,
        rows: down.count,
        columns: across.count,
      });
    }
  }
  return found.filter(({ rows, columns }) => rows > 0 && columns > 0);
}

/** The outputs along one axis whose input at `stride` · output + `offset` is inside. */
function reach(offset: number, stride: number, inputs: number, outputs: number) {
  const first = Math.max(0, Math.ceil(-offset / stride));
  const last = Math.min(outputs - 1, Math.floor((inputs - 1 - offset) / stride));
  return { first, count: last - first + 1, input: first * stride + offset };
}

interface Addresses {
  readonly from: number;
  readonly to: number;
  readonly sums: number;
}

function addTap(
  outerProducts: SimdKernels['outerProducts'],
  { place, xAt, dyAt, rows, columns }: Tap,
  { from, to, sums }: Addresses,
  { inWidth, inChannels, outWidth, outChannels, strideHeight, strideWidth }: Info,
): void {
  const xStep = strideWidth * inChannels * bytes;
  const dyStep = outChannels * bytes;
  const rowBytes = columns * dyStep;
  const xJump = strideHeight * inWidth * inChannels * bytes - columns * xStep;
  const dyJump = outWidth * dyStep - rowBytes;
  const inputBlocks = Math.ceil(inChannels / inputBlock);
  const outputBlocks = outChannels / outputBlock;
  let block = sums + place * inputBlocks * outputBlocks * blockSize * bytes;
  for (let input = 0; input < inputBlocks; input++) {
    const x = from + xAt + input * inputBlock * bytes;
    for (let output = 0; output < outputBlocks; output++, block += blockSize * bytes) {
      const dy = to + dyAt + output * outputBlock * bytes;
      const end = dy + rows * outWidth * dyStep;
      outerProducts(x, dy, end, rowBytes, xStep, dyStep, xJump, dyJump, block);
    }
  }
}

/** From blocks to [Kh, Kw, Ci, Co]. */
function unpack(
  sums: tf.TypedArray,
  gradient: tf.TypedArray,
  { filterHeight, filterWidth, inChannels, outChannels }: Info,
): void {
  const outputBlocks = outChannels / outputBlock;
  const inputBlocks = Math.ceil(inChannels / inputBlock);
  let at = 0;
  for (let tap = 0; tap < filterHeight * filterWidth; tap++) {
    for (let input = 0; input < inChannels; input++) {
      const blocks = (tap * inputBlocks + Math.floor(input / inputBlock)) * outputBlocks;
      for (let output = 0; output < outChannels; output++, at++) {
        const block = blocks + Math.floor(output / outputBlock);
        const place = (input % inputBlock) * outputBlock + (output % outputBlock);
        gradient[at] = sums[block * blockSize + place];
      }
    }
  }
}
