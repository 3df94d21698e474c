import type { CodeTensor, Conv2DNode } from '../../model/graph.js';
import { channelRanges } from '../channel-steps.js';
import type { KernelContext } from '../kernel.js';
import { oncePerNode } from '../once-per-node.js';
import { linearRequantization, type LinearRequantization } from '../linear-requantization.js';
import { polynomialSchedule, type Schedule } from '../polynomial/steps.js';
import { countedRequantization } from './counted-requantization.js';

/** Outputs of a tile, and output channels that are computed together. */
export const TILE_OUTPUTS = 16;
export const TILE_CHANNELS = 8;

/** Every decision about one convolution by outer products. */
export interface OuterPlan {
  readonly input: CodeTensor;
  readonly output: CodeTensor;
  readonly residual: CodeTensor | undefined;
  /** Taps of the window times input channels. */
  readonly steps: number;
  /** The code that counts as zero. */
  readonly middle: number;
  readonly schedule: Schedule;
  /** Taken where it is there. */
  readonly counted: Int16Array | undefined;
  readonly linear: LinearRequantization | undefined;
  /** Tiles that are filled at once. */
  readonly tiles: number;
  readonly scratchBytes: number;
}

const PREFERRED_STREAM = 262_144;

/** The plan of a node, `undefined` where the kernel cannot run it. Worked out once a node. */
export const outerPlan = oncePerNode(makePlan);

function makePlan(node: Conv2DNode, context: KernelContext): OuterPlan | undefined {
  const [input, residual] = context.inputs;
  const { output } = context;
  if (output.type !== 'codes' || !suits(node, context)) return undefined;
  const { weights } = node;
  const steps = weights.codes.length / weights.shape[0];
  const middle = (2 ** weights.bits - 1) >> 1;
  const taps = Array.from(weights.codes, (code) => [code]);
  const schedule = polynomialSchedule({ steps, taps, middle }, 2 ** input.bits - 1);
  if (!schedule || 255 * schedule.flushes >= 2 ** 16) return undefined;
  const counted = countedRequantization(node, context);
  const linear = counted ? undefined : usableLinear(node, context);
  const all = Math.ceil((output.shape[0] * output.shape[1]) / TILE_OUTPUTS);
  const tiles = Math.max(1, Math.min(all, Math.floor(PREFERRED_STREAM / (steps * TILE_OUTPUTS))));
  const plan = { input, output, residual, steps, middle, schedule, counted, linear, tiles };
  return { ...plan, scratchBytes: workspaceBytes(plan) };
}

function usableLinear(node: Conv2DNode, context: KernelContext): LinearRequantization | undefined {
  const linear = linearRequantization(node, context, { greatestMultiplier: 2 ** 15 - 1 });
  return linear && linear.shift > 0 ? linear : undefined;
}

/** Pixels and blocks of channels that fill bytes; padding that is code 0; accumulators of 16 bits. */
function suits(node: Conv2DNode, { inputs: [input, residual], output }: KernelContext): boolean {
  const codes = [output as CodeTensor, ...(residual ? [residual] : [])];
  const most = 2 ** 15 - 1;
  return (
    node.groups === 1 &&
    [1, 2, 4].includes(node.weights.bits) &&
    input.zeroPoint === 0 &&
    8 % input.bits === 0 &&
    (input.shape[2] * input.bits) % 8 === 0 &&
    (node.weights.shape[1] * node.weights.shape[2] * node.weights.shape[3] * node.weights.bits) %
      8 ===
      0 &&
    codes.every(({ bits }) => 8 % bits === 0) &&
    node.weights.shape[0] % TILE_CHANNELS === 0 &&
    channelRanges(node, input).every(({ least, greatest }) => least >= -most && greatest <= most)
  );
}

/** Size of the template's `workspace`, whose members stand in the order of these terms. */
function workspaceBytes(plan: Omit<OuterPlan, 'scratchBytes'>): number {
  const { tiles, steps, output, residual, input } = plan;
  const stream = tiles * steps * TILE_OUTPUTS;
  const taps = steps * TILE_CHANNELS * 2;
  const bases = tiles * TILE_OUTPUTS * 2;
  const rest = (output.shape[0] * output.shape[1]) % TILE_OUTPUTS;
  const codes = rest === 0 ? 0 : TILE_OUTPUTS * output.bits;
  const residuals = residual ? TILE_OUTPUTS * residual.bits : 0;
  const padding = (input.shape[2] * input.bits) / 8;
  return Math.ceil((stream + taps + bases + codes + residuals + padding) / 16) * 16;
}
