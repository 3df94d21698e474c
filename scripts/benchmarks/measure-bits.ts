import path from 'node:path';
import { profileModel, type LayerProfile } from '../../boards/index.js';
import { bitsGrid, bitsGridLayers } from '../../codegen/index.js';
import { kernelDisagrees } from '../flows/errors.js';
import { randomInputBytes } from '../flows/profile.js';
import { boardOf, type MeasuredCore } from './measured-cores.js';

/** One layer at one number of bits on one core. */
export interface BitsFigure {
  readonly core: string;
  readonly layer: (typeof bitsGridLayers)[number];
  readonly bits: number;
  readonly cyclesPerMac: number;
  readonly instructionsPerMac: number;
  /** C symbol of the kernel. */
  readonly kernel: string;
}

export interface MeasureBitsOptions {
  readonly cores: readonly MeasuredCore[];
  readonly folder: string;
  readonly onProgress?: (line: string) => void;
}

export const measuredBits = [1, 2, 3, 4, 5, 6, 7, 8] as const;

/**
 * Measures typical layers at 1 to 8 bits, weights and activations alike, with the kernels that are
 * chosen for them.
 *
 * @throws SB_KERNEL_DISAGREES where an output differs from the reference
 */
export async function measureBits({
  cores,
  folder,
  onProgress,
}: MeasureBitsOptions): Promise<BitsFigure[]> {
  const figures: BitsFigure[] = [];
  for (const row of cores) {
    for (const bits of measuredBits) {
      onProgress?.(`${row.core}: ${bits} bits`);
      const layers = await measureGrid(row, bits, path.join(folder, row.core));
      figures.push(...bitsGridLayers.map((layer) => figureOf(row.core, bits, layer, layers)));
    }
  }
  return figures;
}

async function measureGrid(
  row: MeasuredCore,
  bits: number,
  folder: string,
): Promise<readonly LayerProfile[]> {
  const model = bitsGrid(bits);
  const input = randomInputBytes(model, 1);
  const { bitExact, layers } = await profileModel({ model, board: boardOf(row), input, folder });
  if (!bitExact) throw kernelDisagrees('that was chosen', row.core, `${bits} bits`);
  return layers;
}

/** On cores without a model of cycles, instructions stand for them. */
function figureOf(
  core: string,
  bits: number,
  layer: BitsFigure['layer'],
  layers: readonly LayerProfile[],
): BitsFigure {
  const { cyclesPerMac, instructionsPerMac, kernel } = layers.find(({ name }) => name === layer)!;
  const instructions = instructionsPerMac!;
  return {
    core,
    layer,
    bits,
    kernel,
    instructionsPerMac: instructions,
    cyclesPerMac: cyclesPerMac ?? instructions,
  };
}
