import type { LayerRow } from './kernel-agreement.js';

const wide = (bits: number) => ({ weightBits: bits, inputBits: bits, outputBits: bits });

/** For kernels of NEON that multiply codes as bytes. */
export const byteConvolutions: readonly LayerRow[] = [
  { height: 21, width: 23, inputs: 3, outputs: 8, kernel: [7, 7], stride: 2, ...wide(8) },
  { height: 8, width: 8, inputs: 16, residual: true, ...wide(8) },
  { height: 5, width: 5, inputs: 3, outputs: 5, ...wide(8) },
  { height: 6, width: 6, inputs: 16, ...wide(7) },
  { height: 6, width: 6, inputs: 5, outputs: 6, ...wide(6) },
  { height: 6, width: 6, inputs: 9, outputs: 7, ...wide(5), residual: false },
  { height: 8, width: 8, inputs: 16, residual: true, ...wide(4) },
  { height: 8, width: 8, inputs: 64, outputs: 12, ...wide(4) },
  { height: 7, width: 9, inputs: 16, stride: 2, ...wide(3) },
  { height: 9, width: 9, inputs: 9, outputs: 11, kernel: [5, 5], ...wide(2) },
  { height: 1, width: 1, inputs: 1, outputs: 1, kernel: [1, 1], ...wide(8) },
  { height: 9, width: 10, inputs: 8, dilation: 2, ...wide(8) },
  { height: 9, width: 10, inputs: 8, dilation: 2, ...wide(1) },
  { height: 12, width: 12, inputs: 64, ...wide(1) },
  { height: 12, width: 12, inputs: 64, residual: true, ...wide(1) },
  { height: 5, width: 6, inputs: 512, outputs: 8, ...wide(1) },
  { height: 9, width: 9, inputs: 24, outputs: 6, stride: 2, ...wide(1) },
  { height: 9, width: 9, inputs: 7, outputs: 8, ...wide(1) },
  { height: 9, width: 7, inputs: 8, kernel: [1, 3], weightBits: 8, inputBits: 1 },
  { height: 9, width: 7, inputs: 8, kernel: [3, 1], weightBits: 1, inputBits: 8 },
  { height: 48, width: 100, inputs: 8, outputs: 4, kernel: [7, 7], ...wide(4) },
  {
    height: 6,
    width: 6,
    inputs: 16,
    outputs: 5,
    weightBits: 8,
    inputBits: 8,
    outputBits: undefined,
  },
];

export const byteDenseLayers: readonly LayerRow[] = [
  { height: 1, width: 1, inputs: 512, outputs: 10, ...wide(8) },
  {
    height: 1,
    width: 1,
    inputs: 512,
    outputs: 10,
    weightBits: 8,
    inputBits: 8,
    outputBits: undefined,
  },
  { height: 1, width: 1, inputs: 640, outputs: 128, ...wide(2) },
  { height: 1, width: 1, inputs: 128, outputs: 8, ...wide(1) },
  { height: 1, width: 1, inputs: 33, outputs: 9, ...wide(4) },
  { height: 1, width: 1, inputs: 1, outputs: 1, ...wide(3) },
];
