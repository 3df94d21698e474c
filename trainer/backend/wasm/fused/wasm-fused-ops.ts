import type { FusedOps } from '../../fused-ops.js';
import { batchNormGradient } from './batch-norm-gradient.js';
import { batchNorm } from './batch-norm.js';
import { quantizeGradient } from './quantize-gradient.js';
import { quantize } from './quantize.js';
import { reluGradient } from './relu-gradient.js';

/**
 * Passes over the WASM heap, each one or two in place of the package's many: by SIMD functions four
 * values at a time where sizes are multiples of four, else, and for ranges of single channels, by
 * loops in JavaScript.
 */
export const wasmFusedOps: FusedOps = {
  quantize,
  quantizeGradient,
  batchNorm,
  batchNormGradient,
  reluGradient,
};
