import type { GeneratedProject, NodeMemory } from '../../codegen/index.js';
import { addCycles, noCycles, roundCycles, type Cycles } from '../timing/cycles.js';
import type { ThreadCount } from '../timing/block-counts.js';
import type { RegionTiming } from '../timing/price-program.js';
import type { TimingModel } from '../timing/timing-model.js';
import type { ProgramSize } from '../toolchain/measure-size.js';
import { analyzeModel } from '../validate/analyze-model.js';
import type { LayerAnalysis, Mismatch } from '../validate/report.js';
import { threadsOf } from './threads-profile.js';
import { hottestInstructions, mnemonicHistogram } from './hottest-instructions.js';
import type { ProfileOptions } from './profile-model.js';
import type { LayerProfile, Measured, ProfileReport, ProfileTotal } from './profile-report.js';

export interface ProfileParts {
  readonly options: ProfileOptions;
  readonly project: GeneratedProject;
  readonly size: ProgramSize;
  readonly kernelBytes: ReadonlyMap<string, number>;
  readonly timing: TimingModel | undefined;
  readonly regions: readonly RegionTiming[];
  readonly threadCounts: readonly ThreadCount[];
  /** The first output that differs from the reference. */
  readonly mismatch: Mismatch | undefined;
}

/** Puts what was counted, priced and measured into one report. */
export function composeProfile(parts: ProfileParts): ProfileReport {
  const { options, project, timing, mismatch } = parts;
  const { model, board, hottest = 0, threads = 1 } = options;
  const layers = layerProfiles(parts);
  const names = layers.map(({ name }) => name);
  return {
    model: model.name,
    modelHash: project.generated.interface.modelHash,
    board: board.id,
    core: board.core,
    timing: timing ? { source: timing.source, isEstimate: timing.isEstimate } : null,
    bitExact: mismatch === undefined,
    firstMismatch: mismatch ?? null,
    total: totalOf(parts, layers),
    layers,
    ...(threads > 1 && { threads: threadsOf(threads, parts.threadCounts) }),
    ...(hottest > 0 && {
      hottest: hottestInstructions(parts.regions, names, hottest),
      histogram: mnemonicHistogram(parts.regions),
    }),
  };
}

/** Region 1 + n is step n. */
function layerProfiles({ options, project, kernelBytes, regions }: ProfileParts): LayerProfile[] {
  const { memory, kernels } = project.generated;
  const analysis = analyzeModel(options.model, memory);
  const analyses = new Map(analysis.layers.map((layer) => [layer.name, layer]));
  const reasons = new Map(kernels.map(({ node, reason }) => [node, reason]));
  const timings = new Map(regions.map((timing) => [timing.region, timing]));
  return memory.nodes.map((node, index) => ({
    ...describe(node, analyses.get(node.name)),
    ...measured(analyses.get(node.name)?.macs ?? 0, timings.get(index + 1)),
    reason: reasons.get(node.name) ?? 'the result as 32-bit integers',
    flash: node.weightsBytes + node.requantizationBytes,
    code: kernelBytes.get(node.kernel) ?? 0,
    scratch: node.scratchBytes,
  }));
}

function describe({ name, op, kernel }: NodeMemory, analysis: LayerAnalysis | undefined) {
  const bits = {
    input: analysis?.inputBits ?? 32,
    weights: analysis?.weightBits ?? null,
    output: analysis?.outputBits ?? 32,
  };
  return { name, op, bits, kernel };
}

function measured(macs: number, timing: RegionTiming | undefined): Measured {
  const instructions = timing?.instructions ?? 0;
  return figures(macs, instructions, timing?.cycles);
}

function figures(macs: number, instructions: number, cycles: Cycles | undefined): Measured {
  const perMac = (count: number): number | null =>
    macs > 0 ? Number((count / macs).toPrecision(4)) : null;
  return {
    macs,
    instructions,
    modelledCycles: cycles ? roundCycles(cycles) : null,
    instructionsPerMac: perMac(instructions),
    cyclesPerMac: cycles ? perMac(cycles.estimate) : null,
  };
}

function totalOf(
  { project, size, timing, regions }: ProfileParts,
  layers: readonly LayerProfile[],
): ProfileTotal {
  const inside = regions.filter(({ region }) => region > 0);
  const sum = (figure: (region: RegionTiming) => number): number =>
    inside.reduce((total, region) => total + figure(region), 0);
  const cycles = inside.reduce(
    (total, region) => addCycles(total, region.cycles ?? noCycles),
    noCycles,
  );
  return {
    ...figures(
      layers.reduce((total, { macs }) => total + macs, 0),
      sum(({ instructions }) => instructions),
      timing && cycles,
    ),
    flash: size.flash.model + size.flash.runtime,
    ram: project.generated.memory.arenaBytes,
  };
}
