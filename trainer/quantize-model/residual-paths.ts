import type { Step } from './steps.js';

/** Where the sums of a residual network and what is added to them go. */
export interface ResidualPaths {
  /** The operand of an add that stays a layer's sums, or undefined where none can. */
  mainOperandOf(add: Step): string | undefined;
  /** Whether the step's output, once quantized, is a residual sum or will be added to one. */
  carriesResidual(name: string): boolean;
  /** Whether the step projects what it reads to an add whose main operand comes another way. */
  isProjection(step: Step): boolean;
}

/** Reads the paths from the graph alone. */
export function residualPathsOf(steps: readonly Step[]): ResidualPaths {
  const byName = new Map(steps.map((step) => [step.name, step]));
  const depths = depthsOf(steps);
  const readersOf = (name: string) => steps.filter(({ inputs }) => inputs.includes(name));

  const isOwnSums = (name: string): boolean =>
    isAccumulated(byName.get(name)!) && readersOf(name).length === 1;

  /** The longest branch that ends in a layer's own sums: it has more to lose by being quantized. */
  const mainOperandOf = ({ inputs }: Step): string | undefined =>
    inputs
      .filter(isOwnSums)
      .reduce<string | undefined>(
        (best, name) => (best === undefined || depths.get(name)! > depths.get(best)! ? name : best),
        undefined,
      );

  const isProjection = (step: Step): boolean => {
    const [reader, ...others] = readersOf(step.name);
    if (!isAccumulated(step) || reader === undefined || others.length > 0) return false;
    if (reader.kind === 'batchNorm') return isProjection(reader);
    return reader.kind === 'add' && mainOperandOf(reader) !== step.name;
  };

  const goesToAdd = (name: string): boolean =>
    readersOf(name).some(
      (reader) =>
        reader.kind === 'add' ||
        isProjection(reader) ||
        (reader.kind === 'maxPool' && goesToAdd(reader.name)),
    );

  const comesFromAdd = ({ kind, inputs }: Step): boolean =>
    kind === 'add' || (kind === 'relu' && byName.get(inputs[0])!.kind === 'add');

  const carriesResidual = (name: string): boolean =>
    comesFromAdd(byName.get(name)!) || goesToAdd(name);

  return { mainOperandOf, carriesResidual, isProjection };
}

function isAccumulated({ kind }: Step): boolean {
  return kind === 'weighted' || kind === 'batchNorm';
}

/** Layers on the longest way from the input. */
function depthsOf(steps: readonly Step[]): Map<string, number> {
  const depths = new Map<string, number>();
  for (const { name, inputs } of steps) {
    depths.set(name, 1 + Math.max(-1, ...inputs.map((input) => depths.get(input)!)));
  }
  return depths;
}
