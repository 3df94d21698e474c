import type { ExecutionContext } from 'ava';
import { findTensor, type CodeTensor, type Model } from '../../model/graph.js';
import { benchLayer, type BenchLayerOptions } from '../../networks/bench-layer.js';
import { generateModelFiles } from '../../project/generate-model-files.js';
import { runModel } from '../../reference/run-model.js';
import { randomInput, randomModel, type ModelConstraints } from '../../testing/random-model.js';
import { runOnCore } from '../../testing/run-on-core.js';
import { testMachines } from '../../testing/test-machines.js';

/** A layer of 2-bit codes and weights unless it says otherwise. */
export type Row = Omit<BenchLayerOptions, 'op' | 'inputBits'> & { readonly inputBits?: number };

export function layerModels(op: BenchLayerOptions['op'], rows: readonly Row[]): Model[] {
  return rows.map((row, index) => ({
    ...benchLayer({ op, inputBits: 2, outputBits: 2, seed: index, ...row }),
    name: `row_${index}`,
  }));
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

export function chosenKernels(model: Model): string[] {
  const { kernels } = generateModelFiles({ model, ...testMachines['cortex-m0plus'] });
  return kernels.map(({ chosen }) => chosen);
}

/** Runs random codes, and the greatest everywhere, so that any overflow shows. */
export async function expectAgreement(
  t: ExecutionContext,
  models: readonly Model[],
  core: 'cortex-m0plus' | 'cortex-m3' = 'cortex-m0plus',
): Promise<void> {
  const runs = models.map((model, index) => {
    const codes = randomInput(index, model);
    const { bits } = findTensor(model, model.input.tensor) as CodeTensor;
    return { model, inputs: [codes, codes.map(() => 2 ** bits - 1)] };
  });
  const outputs = await runOnCore(core, runs);
  runs.forEach(({ model, inputs }, index) =>
    inputs.forEach((codes, sample) => {
      const expected = runModel(model, codes).get(model.output)!;
      const different = expected.findIndex((value, at) => value !== outputs[index][sample][at]);
      t.is(different, -1, `${model.name}, input ${sample}`);
    }),
  );
}
