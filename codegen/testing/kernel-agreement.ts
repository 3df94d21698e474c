import type { ExecutionContext } from 'ava';
import type { KernelPolicy } from '../kernels/select-kernel.js';
import { findTensor, type CodeTensor, type Model } from '../model/graph.js';
import { benchLayer, type BenchLayerOp, type BenchLayerOptions } from '../networks/bench-layer.js';
import { generateModelFiles } from '../project/generate-model-files.js';
import { runModel } from '../reference/run-model.js';
import { randomInput, randomModel, type ModelConstraints } from './random-model.js';
import { runOnCore } from './run-on-core.js';
import { testMachines, type TestMachineName } from './test-machines.js';

/** A layer of a kernel's test, its input of 2 bits unless it says otherwise. */
export type LayerRow = Omit<BenchLayerOptions, 'op' | 'inputBits'> & {
  readonly inputBits?: number;
};

/** A model for each row, of 2-bit codes unless it says otherwise. */
export function layerModels(op: BenchLayerOp, rows: readonly LayerRow[]): Model[] {
  return rows.map((row, index) => ({
    ...benchLayer({ op, inputBits: 2, outputBits: 2, ...row }),
    name: `row-${index}`,
  }));
}

/** The first random models that have a node which the kernel accepts. */
export function randomModelsOf(
  kernel: string,
  core: TestMachineName,
  count: number,
  constraints: Partial<ModelConstraints>,
): Model[] {
  const models: Model[] = [];
  for (let seed = 0; models.length < count; seed++) {
    const model = randomModel(seed, constraints);
    if (nodesOf(kernel, core, model) > 0) models.push(model);
  }
  return models;
}

function nodesOf(kernel: string, core: TestMachineName, model: Model): number {
  const { kernels } = generateModelFiles({
    model,
    policy: { prefer: kernel },
    ...testMachines[core],
  });
  return kernels.filter(({ chosen }) => chosen === kernel).length;
}

export interface KernelExpectation {
  /** Name and architecture: every model must have a node that it accepts. */
  readonly kernel: string;
  readonly core: TestMachineName;
  readonly models: readonly Model[];
}

/** Expects agreement of models that run the kernel wherever it can, however costly. */
export async function expectKernel(
  t: ExecutionContext,
  { kernel, core, models }: KernelExpectation,
): Promise<void> {
  for (const model of models) {
    t.true(nodesOf(kernel, core, model) > 0, `${model.name} runs ${kernel}`);
  }
  await expectAgreement(t, { core, models, policy: { prefer: kernel } });
}

export interface Agreement {
  readonly core: TestMachineName;
  readonly models: readonly Model[];
  /** Default: the cheapest kernel of every node. */
  readonly policy?: KernelPolicy;
}

/** Runs random codes, and the greatest everywhere, so that any overflow shows. */
export async function expectAgreement(
  t: ExecutionContext,
  { core, models, policy }: Agreement,
): Promise<void> {
  const runs = models.map((model, index) => {
    const codes = randomInput(index, model);
    const { bits } = findTensor(model, model.input.tensor) as CodeTensor;
    return { model, ...(policy && { policy }), inputs: [codes, codes.map(() => 2 ** bits - 1)] };
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
