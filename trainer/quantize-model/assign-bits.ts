import { floatBits } from '../quantizer/index.js';
import { unknownSpecLayer } from './errors.js';
import type { Path, PlannedActivation, PlannedLayer, PlannedWeights } from './plan-layers.js';
import { checkBits, type CompleteSpec } from './spec.js';

export interface BitsOfLayer {
  readonly bits: number;
  readonly perChannel: boolean;
}

/**
 * Bits of every planned layer that quantizes, by name.
 *
 * @throws SoftbitError `SB_SPEC_LAYER` where the spec names a layer that does not quantize
 */
export function assignBits(
  planned: readonly PlannedLayer[],
  spec: CompleteSpec,
): Map<string, BitsOfLayer> {
  const quantizing = planned.filter((layer) => layer.role !== 'kept');
  checkNames(quantizing, spec);
  const ends = findEnds(planned);
  return new Map(
    quantizing.map((layer) => {
      const { bits, perChannel } = spec.perLayer[layer.name] ?? {};
      const excluded = spec.exclude.includes(layer.name);
      const ofLayer = {
        bits: excluded ? floatBits : (bits ?? defaultBits(layer, ends, spec)),
        perChannel: perChannel ?? spec.weights.perChannel,
      };
      checkBits(layer.name, ofLayer.bits, isSigned(layer) ? 2 : 1);
      return [layer.name, ofLayer];
    }),
  );
}

function checkNames(
  quantizing: readonly PlannedLayer[],
  { perLayer, exclude }: CompleteSpec,
): void {
  const names = quantizing.map(({ name }) => name);
  const unknown = (name: string): boolean => !names.includes(name);
  const inPerLayer = Object.keys(perLayer).find(unknown);
  if (inPerLayer !== undefined) throw unknownSpecLayer(inPerLayer, 'perLayer', names);
  const inExclude = exclude.find(unknown);
  if (inExclude !== undefined) throw unknownSpecLayer(inExclude, 'exclude', names);
}

/** A signed range with a level at 0 takes 2 bits at least, also where the other values have 1. */
function defaultBits(
  layer: PlannedWeights | PlannedActivation,
  ends: ReadonlySet<string>,
  spec: CompleteSpec,
): number {
  const bits = bitsOfRole(layer, ends, spec);
  return isSigned(layer) ? Math.max(2, bits) : bits;
}

function bitsOfRole(
  layer: PlannedWeights | PlannedActivation,
  ends: ReadonlySet<string>,
  spec: CompleteSpec,
): number {
  if (ends.has(layer.name)) return spec.firstLastBits;
  if (layer.role === 'weights') return spec.weights.bits;
  return bitsOfPath[layer.path](spec);
}

const bitsOfPath: Readonly<Record<Path, (spec: CompleteSpec) => number>> = {
  main: ({ activations }) => activations.bits,
  shortcut: ({ shortcutBits }) => shortcutBits,
  residual: ({ residualBits, activations }) => residualBits ?? activations.bits,
};

function isSigned(layer: PlannedLayer): boolean {
  return layer.role === 'activation' && layer.range === 'signed';
}

/** The layers that read the model's input, those that end it, and the activations these read. */
function findEnds(planned: readonly PlannedLayer[]): Set<string> {
  const byName = new Map(planned.map((layer) => [layer.name, layer]));
  const ends = new Set<string>();
  const weights = planned.filter((layer) => layer.role === 'weights');
  for (const { name, inputs } of weights) {
    if (quantizedSource(byName, inputs[0]) === undefined) ends.add(name);
  }
  for (const name of endingLayers(byName, planned.at(-1)!)) {
    ends.add(name);
    const layer = byName.get(name)!;
    const source = layer.role === 'weights' ? quantizedSource(byName, layer.inputs[0]) : undefined;
    if (source !== undefined) ends.add(source);
  }
  return ends;
}

type ByName = ReadonlyMap<string, PlannedLayer>;

/** The activation whose codes arrive here, or undefined for the model's input. */
function quantizedSource(byName: ByName, name: string): string | undefined {
  const layer = byName.get(name)!;
  if (layer.role === 'activation') return name;
  return layer.inputs.length === 0 ? undefined : quantizedSource(byName, layer.inputs[0]);
}

/** Weighted layers and activations that no weighted layer stands behind. */
function endingLayers(byName: ByName, layer: PlannedLayer): string[] {
  if (layer.role === 'weights') return [layer.name];
  const before = layer.inputs.flatMap((name) => endingLayers(byName, byName.get(name)!));
  return layer.role === 'activation' ? [layer.name, ...before] : before;
}
