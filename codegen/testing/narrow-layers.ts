import type { LayerRow } from './kernel-agreement.js';

/** Rows of windows, for kernels that multiply packed codes as polynomials. */
export const polynomialLayers: readonly LayerRow[] = [
  { height: 14, width: 14, inputs: 64 },
  { height: 9, width: 7, inputs: 16, outputs: 8 },
  { height: 7, width: 7, inputs: 32 },
  { height: 5, width: 30, inputs: 8, outputs: 4 },
  { height: 8, width: 8, inputs: 16, residual: true },
  { height: 6, width: 11, inputs: 8, kernel: [1, 3], outputs: 4 },
  { height: 9, width: 9, inputs: 16, outputs: 16, weightBits: 1, inputBits: 1, outputBits: 1 },
  { height: 9, width: 12, inputs: 8, outputs: 8, weightBits: 1, inputBits: 2, outputBits: 8 },
  { height: 9, width: 9, inputs: 8, outputs: 4, stride: 2 },
  { height: 15, width: 17, inputs: 8, outputs: 4, kernel: [5, 5], stride: 2 },
];

/** Windows of one or several pixels, for kernels that take outer products of packed codes. */
export const outerLayers: readonly LayerRow[] = [
  { height: 14, width: 14, inputs: 64, outputs: 16, stride: 2 },
  { height: 9, width: 7, inputs: 16, kernel: [1, 1] },
  { height: 1, width: 1, inputs: 64, outputs: 8, kernel: [1, 1] },
  { height: 13, width: 11, inputs: 8, kernel: [5, 5] },
  { height: 13, width: 11, inputs: 8, kernel: [7, 7], stride: 2 },
  { height: 9, width: 10, inputs: 8, dilation: 2 },
  { height: 8, width: 8, inputs: 16, kernel: [1, 1], residual: true },
  { height: 8, width: 8, inputs: 8, kernel: [1, 1], outputBits: 8 },
  { height: 5, width: 4, inputs: 32, outputs: 24, kernel: [1, 1], outputBits: 8 },
  { height: 7, width: 3, inputs: 32, kernel: [1, 1], residual: true },
  { height: 11, width: 2, inputs: 8, kernel: [1, 3], outputBits: 1, residual: true },
  { height: 6, width: 4, inputs: 16, kernel: [3, 1], outputBits: 4, residual: true },
  { height: 6, width: 5, inputs: 24, kernel: [1, 1], outputBits: 8, residual: true },
  { height: 8, width: 8, inputs: 8, kernel: [1, 1], inputBits: 4, weightBits: 4, outputBits: 4 },
  { height: 8, width: 8, inputs: 16, kernel: [1, 1], inputBits: 1, weightBits: 1, outputBits: 1 },
];
