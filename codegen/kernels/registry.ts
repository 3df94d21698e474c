import type { GraphNode } from '../model/graph.js';
import type { Kernel } from './kernel.js';
import { conv2dDot } from './armv6m/conv2d-dot.js';
import { conv2dPolynomial } from './armv6m/conv2d-polynomial.js';
import { denseDot } from './armv6m/dense.js';
import { depthwiseLanes } from './armv6m/depthwise-lanes.js';
import { depthwisePolynomial } from './armv6m/depthwise.js';
import { dot as dotDotprod } from './dotprod/dot.js';
import { pairs } from './dsp/pairs.js';
import { dense as denseDsp } from './dsp/dense.js';
import { lanes } from './dsp/lanes.js';
import { polynomial } from './dsp/polynomial.js';
import { depthwise as depthwiseDsp } from './dsp/depthwise.js';
import { depthwiseLines } from './dsp/depthwise-lines.js';
import { denseMve } from './mve/dense.js';
import { depthwiseMve } from './mve/depthwise.js';
import { dotMve } from './mve/dot.js';
import { depthwise as depthwiseNeon64 } from './neon64/depthwise.js';
import { denseNeon64, dot as dotNeon64 } from './neon64/dot.js';
import { polynomialMve } from './mve/polynomial.js';
import { depthwise as depthwiseNeon32 } from './neon32/depthwise.js';
import { dense as denseNeon32, dot as dotNeon32 } from './neon32/dot.js';
import { outer as outerNeon32 } from './neon32/outer.js';
import { polynomial as polynomialNeon32 } from './neon32/polynomial.js';
import { polynomial as polynomialNeon64 } from './neon64/polynomial.js';
import { outer as outerNeon64 } from './neon64/outer.js';
import { add } from './portable/add.js';
import { averagePool } from './portable/average-pool.js';
import { averagePoolWords } from './portable/average-pool-words.js';
import { conv2d } from './portable/conv2d.js';
import { dense } from './portable/dense.js';
import { depthwise } from './portable/depthwise.js';
import { maxPool } from './portable/max-pool.js';
import { maxPoolWords } from './portable/max-pool-words.js';
import { rescale } from './portable/rescale.js';

/** Every kernel; adding one is a file, a template and a line here. */
export const kernels = [
  conv2d,
  depthwise,
  dense,
  add,
  rescale,
  maxPool,
  maxPoolWords,
  averagePool,
  averagePoolWords,
  conv2dPolynomial,
  conv2dDot,
  depthwisePolynomial,
  depthwiseLanes,
  denseDot,
  polynomial,
  lanes,
  polynomialNeon64,
  outerNeon64,
  denseDsp,
  dotDotprod,
  polynomialNeon32,
  outerNeon32,
  dotNeon32,
  denseNeon32,
  depthwiseDsp,
  depthwiseLines,
  pairs,
  denseMve,
  depthwiseMve,
  dotMve,
  polynomialMve,
  depthwiseNeon64,
  depthwiseNeon32,
  dotNeon64,
  denseNeon64,
] as unknown as readonly Kernel<GraphNode>[];
