import type { FusedOps } from '../../fused-ops.js';
import { batchNormGradient } from './batch-norm-gradient.js';
import { batchNorm } from './batch-norm.js';
import { quantizeGradient } from './quantize-gradient.js';
import { quantize } from './quantize.js';
import { reluGradient } from './relu-gradient.js';

/**
 * Loops over the WASM heap in JavaScript. Each does in one or two passes what the package's kernels
 * take many for, which outweighs that those are compiled.
 */
export const wasmFusedOps: FusedOps = {
  quantize,
  quantizeGradient,
  batchNorm,
  batchNormGradient,
  reluGradient,
};
