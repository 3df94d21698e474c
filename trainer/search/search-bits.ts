import type * as tf from '@tensorflow/tfjs';
import type { Split } from '../data/index.js';
import {
  describeQuantizers,
  quantizeModel,
  type QuantizationSpec,
} from '../quantize-model/index.js';
import { measureSensitivity, type Sensitivity } from '../report/sensitivity.js';
import { pausePoint } from '../training/pause-point.js';
import type { Assignment } from './assignment.js';
import { budgetUnreachable } from './errors.js';
import {
  createEvaluator,
  type Evaluate,
  type Evaluation,
  type SearchTarget,
} from './evaluate-assignment.js';

/** Limits; absent where there is none. Flash is weights and constants, RAM the arena. */
export interface SearchBudget {
  readonly flash?: number | undefined;
  readonly ram?: number | undefined;
  readonly cycles?: number | undefined;
}

export interface SearchOptions {
  /** The trained float network. */
  readonly model: tf.LayersModel;
  /** First and last layers keep the bits that this gives them. */
  readonly spec: QuantizationSpec;
  /** Bits to choose from. */
  readonly bits: readonly number[];
  readonly split: Split;
  readonly images: number;
  readonly target: SearchTarget;
  readonly budget: SearchBudget;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((line: string) => void) | undefined;
}

export interface SearchResult {
  /** Of those within the budget the one that diverges least. */
  readonly chosen: Evaluation;
  /** From all bits to the fewest, one quantizer a step. */
  readonly descent: readonly Evaluation[];
  /** The same bits for all inner quantizers, for comparison. */
  readonly uniform: readonly Evaluation[];
  readonly sensitivity: readonly Sensitivity[];
}

/**
 * Finds bits for every inner layer. It begins with the most and takes, step by step, the bits of the
 * quantizer that frees most of what is scarce for the least divergence of the network's answers, each
 * quantizer measured by itself. What an assignment costs and how far it diverges is then found out with
 * all of it in place: kernels chosen, memory planned.
 *
 * @throws SoftbitError `SB_SEARCH_BUDGET` where even the fewest bits are beyond the budget; the signal's
 * reason when it is aborted
 * @see Yao et al., "HAWQ-V3", ICML 2021, whose integer programme this descent replaces: it gives the
 * whole front at once
 */
export async function searchBits(options: SearchOptions): Promise<SearchResult> {
  const { budget, signal, onProgress } = options;
  const bits = [...options.bits].sort((a, b) => a - b);
  const sensitivity = await measureInner({ ...options, bits });
  const { evaluate, dispose } = createEvaluator(options);
  try {
    const names = [...new Set(sensitivity.map(({ name }) => name))];
    const uniform: Evaluation[] = [];
    for (const count of [...bits].reverse()) {
      await pausePoint(signal);
      uniform.push(evaluate(uniformBits(names, sensitivity, count)));
      onProgress?.(`${count} bits everywhere: ${summary(uniform.at(-1)!)}`);
    }
    const descent = await descend({ ...options, bits }, sensitivity, uniform[0], evaluate);
    const within = [...descent, ...uniform].filter((one) => isWithin(one, budget));
    const [chosen] = within.sort((a, b) => a.divergence - b.divergence);
    if (!chosen) throw budgetUnreachable(budget, descent.at(-1)!);
    return { chosen, descent, uniform, sensitivity };
  } finally {
    dispose();
  }
}

/** Of the quantizers whose bits the quantization leaves to its general rule. */
async function measureInner({
  model,
  spec,
  split,
  images,
  bits,
  signal,
}: SearchOptions): Promise<Sensitivity[]> {
  const inner = innerNames(model, spec);
  const rows = await measureSensitivity({ model, spec, split, images, bits, signal });
  return rows.filter(({ name }) => inner.has(name));
}

/** Told by bits that nothing else has: ends and shortcuts have bits of their own, which stay. */
function innerNames(model: tf.LayersModel, spec: QuantizationSpec): Set<string> {
  const rule = { bits: 7 };
  const weights = { ...spec.weights, ...rule };
  const twin = quantizeModel(model, { ...spec, weights, activations: rule });
  const inner = describeQuantizers(twin).filter(({ bits }) => bits === rule.bits);
  twin.dispose();
  return new Set(inner.map(({ name }) => name));
}

/** A quantizer that cannot have so few bits has the fewest that it can. */
function uniformBits(
  names: readonly string[],
  sensitivity: readonly Sensitivity[],
  bits: number,
): Assignment {
  return Object.fromEntries(
    names.map((name) => [name, Math.max(bits, leastBits(sensitivity, name))]),
  );
}

function leastBits(sensitivity: readonly Sensitivity[], name: string): number {
  return Math.min(...sensitivity.filter((row) => row.name === name).map(({ bits }) => bits));
}

async function descend(
  options: SearchOptions,
  sensitivity: readonly Sensitivity[],
  start: Evaluation,
  evaluate: Evaluate,
): Promise<Evaluation[]> {
  const steps = [start];
  for (;;) {
    await pausePoint(options.signal);
    const last = steps[steps.length - 1];
    const next = bestStep(options, sensitivity, last, evaluate);
    if (!next) return steps;
    steps.push(next);
    options.onProgress?.(`step ${steps.length - 1}: ${summary(next)}`);
  }
}

/** The step down that costs the least divergence for what it frees. */
function bestStep(
  { bits, budget }: SearchOptions,
  sensitivity: readonly Sensitivity[],
  from: Evaluation,
  evaluate: Evaluate,
): Evaluation | undefined {
  const ranked = Object.entries(from.assignment)
    .flatMap(([name, own]) => {
      const below = bits.filter((count) => count < own).at(-1);
      const loss = below && divergenceOf(sensitivity, name, below);
      return below === undefined || loss === undefined
        ? []
        : [{ name, below, loss: loss - (divergenceOf(sensitivity, name, own) ?? 0) }];
    })
    .sort((a, b) => a.loss - b.loss)
    .slice(0, TRIED);
  const trials = ranked.map(({ name, below, loss }) => {
    const evaluation = evaluate({ ...from.assignment, [name]: below });
    return { evaluation, price: Math.max(loss, LEAST_LOSS) / freed(from, evaluation, budget) };
  });
  return trials.sort((a, b) => a.price - b.price).at(0)?.evaluation;
}

/** Candidates of a step whose cost is found out: those that lose least. */
const TRIED = 4;
const LEAST_LOSS = 1e-6;
/** What frees nothing by itself may still open the way for another step. */
const LEAST_FREED = 1e-4;

/** Shares of what is scarce, added up; of everything once all is within the budget. */
function freed(from: Evaluation, to: Evaluation, budget: SearchBudget): number {
  const all = ['flash', 'ram', 'cycles'] as const;
  const limited = all.filter((name) => budget[name] !== undefined);
  const scarce = limited.filter((name) => from[name] > budget[name]!);
  const counted = scarce.length > 0 ? scarce : limited.length > 0 ? limited : all;
  const shares = counted.map((name) => Math.max(from[name] - to[name], 0) / from[name]);
  return Math.max(
    shares.reduce((sum, share) => sum + share, 0),
    LEAST_FREED,
  );
}

function divergenceOf(
  sensitivity: readonly Sensitivity[],
  name: string,
  bits: number,
): number | undefined {
  return sensitivity.find((row) => row.name === name && row.bits === bits)?.divergence;
}

function isWithin(evaluation: Evaluation, budget: SearchBudget): boolean {
  return (['flash', 'ram', 'cycles'] as const).every(
    (name) => evaluation[name] <= (budget[name] ?? Infinity),
  );
}

function summary({ flash, ram, cycles, divergence }: Evaluation): string {
  return `${flash} B flash, ${ram} B RAM, ${cycles} cycles, divergence ${divergence.toFixed(4)}`;
}
