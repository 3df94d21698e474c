import type { Model } from '../../model/graph.js';
import type { BenchLayerOp } from '../../networks/bench-layer.js';
import { generateModelFiles } from '../../project/generate-model-files.js';
import { layerModels, type LayerRow } from '../../testing/kernel-agreement.js';
import { randomModel, type ModelConstraints } from '../../testing/random-model.js';
import { testMachines, type TestMachineName } from '../../testing/test-machines.js';

/** A model for each row, with weights of its own. */
export function seededModels(op: BenchLayerOp, rows: readonly LayerRow[]): Model[] {
  return layerModels(
    op,
    rows.map((row, seed) => ({ seed, ...row })),
  );
}

/** Random models of which at least one node runs on a kernel of this folder. */
export function specialisedModels(count: number, constraints: Partial<ModelConstraints>): Model[] {
  const models: Model[] = [];
  for (let seed = 0; models.length < count; seed++) {
    const model = randomModel(seed, constraints);
    if (chosenKernels(model).some((chosen) => chosen.endsWith('_armv6m'))) models.push(model);
  }
  return models;
}

export function chosenKernels(model: Model, core: TestMachineName = 'cortex-m0plus'): string[] {
  const { kernels } = generateModelFiles({ model, ...testMachines[core] });
  return kernels.map(({ chosen }) => chosen);
}
