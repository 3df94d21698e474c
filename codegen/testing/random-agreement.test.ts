import test, { type ExecutionContext } from 'ava';
import type { Model } from '../model/graph.js';
import { verifyModel } from '../model/verify-model.js';
import { runModel } from '../reference/run-model.js';
import { generateModelFiles } from '../project/generate-model-files.js';
import type { NodeMemory } from '../project/model-memory.js';
import { randomInput, randomModel, type ModelConstraints } from './random-model.js';
import { runOnCore } from './run-on-core.js';

/** Bounds and undefined behaviour are checked while the program runs. */
const SANITIZED = ['-O0', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
const OPTIMIZED = ['-O2'];
const PLAIN = ['-O0'];

/** Two chains of programs, for two cores: 8 programs of 40 models, 3 inputs each. */
const chains = [
  [
    [0, SANITIZED],
    [40, SANITIZED],
    [80, PLAIN],
    [120, OPTIMIZED],
  ],
  [
    [160, SANITIZED],
    [200, SANITIZED],
    [240, PLAIN],
    [280, PLAIN],
  ],
] as const;

for (const chain of chains) {
  const [first] = chain[0];
  test(`generated C equals the reference on 160 random graphs from seed ${first} on`, async (t) => {
    t.timeout(600_000);
    for (const [seed, flags] of chain) await expectAgreement(t, modelsFrom(seed, 40), flags);
  });
}

/** Few bit widths, so few kernels to compile, but long chains of sums that live long. */
const residualChains: Partial<ModelConstraints> = {
  ops: ['conv2d', 'add'],
  weightBits: [2],
  activationBits: [1, 2, 3],
  nodes: [4, 8],
  side: 5,
  channels: 6,
};

test('generated C equals the reference on 60 random chains of residuals and sums', async (t) => {
  t.timeout(600_000);
  const models = modelsFrom(1000, 60, residualChains);
  const inPlace = models.flatMap((model) => nodesInPlace(model));
  t.true(inPlace.length >= 50, `${inPlace.length} nodes run in place`);
  await expectAgreement(t, models, SANITIZED);
});

test('the random graphs cover every op, bit width, requantization and residual', (t) => {
  const covered = new Set(modelsFrom(0, 320).flatMap(traits));
  const widths = [1, 2, 3, 4, 5, 6, 7, 8];
  const wanted = [
    ...['conv2d', 'dense', 'add', 'maxPool', 'averagePool', 'depthwise', 'grouped', 'dilated'],
    ...['strided', 'asymmetric padding', 'residual', 'thresholds', 'multiplier', 'int32 output'],
    ...['shift below 32', 'shift of 32 or more', 'input zero point', 'one pixel', 'one channel'],
    ...widths.flatMap((bits) => [`weights ${bits}`, `input ${bits}`, `output ${bits}`]),
    ...widths.map((bits) => `residual ${bits}`),
  ];
  t.deepEqual(
    wanted.filter((trait) => !covered.has(trait)),
    [],
  );
});

test('sums that wrap modulo 2^32 on the way end exact', async (t) => {
  const model = wrappingModel();
  const inputs = [new Uint8Array(WRAPPING_INPUTS).fill(255), randomInput(1, model)];
  const outputs = await runOnCore('host', [{ model, inputs }], OPTIMIZED);
  inputs.forEach((codes, sample) => {
    t.deepEqual(outputs[0][sample], runModel(model, codes).get('out')!);
  });
});

function modelsFrom(
  seed: number,
  count: number,
  constraints: Partial<ModelConstraints> = {},
): Model[] {
  return Array.from({ length: count }, (_, index) => randomModel(seed + index, constraints));
}

function nodesInPlace(model: Model): NodeMemory[] {
  const { memory } = generateModelFiles({ model, features: [], core: 'host' });
  return memory.nodes.filter(({ inPlace }) => inPlace);
}

async function expectAgreement(
  t: ExecutionContext,
  models: readonly Model[],
  flags: readonly string[],
): Promise<void> {
  const runs = models.map((model, index) => ({
    model,
    inputs: [0, 1, 2].map((sample) => randomInput(index * 3 + sample, model)),
  }));
  const outputs = await runOnCore('host', runs, flags);
  runs.forEach(({ model, inputs }, index) =>
    inputs.forEach((codes, sample) => {
      const expected = runModel(model, codes).get(model.output)!;
      t.deepEqual(outputs[index][sample], expected, `${model.name}, input ${sample}`);
    }),
  );
}

const WRAPPING_INPUTS = 4 * 65_536;

/**
 * Weights 1 and 2 are codes 129 and 130 above −128: at greatest input their products with the codes
 * sum to 255 · 129.5 · 262144 > 2³³, while the accumulator itself stays below 2²⁷.
 */
function wrappingModel(): Model {
  const length = WRAPPING_INPUTS;
  const codes = Uint8Array.from({ length }, (_, index) => 129 + (index % 2));
  return verifyModel({
    name: 'wrapping',
    tensors: [
      { type: 'codes', name: 'in', shape: [2, 2, 65_536], bits: 8, zeroPoint: 0, scale: 1 },
      { type: 'int32', name: 'out', shape: [1, 1, 1], scale: 1 },
    ],
    nodes: [
      {
        op: 'conv2d',
        name: 'wide',
        inputs: ['in'],
        output: 'out',
        strides: [1, 1],
        dilations: [1, 1],
        padding: { top: 0, bottom: 0, left: 0, right: 0 },
        groups: 1,
        weights: { bits: 8, step: 1, lowest: -128, shape: [1, 2, 2, 65_536], codes },
        accumulator: { min: 0, max: length * 1.5 * 255 },
        requantize: {
          kind: 'multiplier',
          shift: 0,
          multipliers: Int32Array.of(1),
          biases: BigInt64Array.of(0n),
        },
      },
    ],
    input: { tensor: 'in', preprocessing: { kind: 'bytes', shift: 0 } },
    output: 'out',
    classes: [],
    provenance: { tool: 'test', version: '1' },
  });
}

/** What a model has that a test of coverage asks for. */
function traits(model: Model): string[] {
  const tensor = (name: string) => model.tensors.find((candidate) => candidate.name === name)!;
  return model.nodes.flatMap((node) => {
    const [input, residual] = node.inputs.map(tensor);
    const output = tensor(node.output);
    const found: string[] = [node.op];
    if (input.type === 'codes') {
      found.push(`input ${input.bits}`, ...(input.zeroPoint > 0 ? ['input zero point'] : []));
    }
    found.push(output.type === 'codes' ? `output ${output.bits}` : 'int32 output');
    if (output.shape[0] * output.shape[1] === 1) found.push('one pixel');
    if (output.shape[2] === 1) found.push('one channel');
    if ('strides' in node && node.strides.some((stride) => stride > 1)) found.push('strided');
    if ('padding' in node && node.padding.top !== node.padding.bottom) {
      found.push('asymmetric padding');
    }
    if ('weights' in node) {
      found.push(`weights ${node.weights.bits}`, node.requantize.kind);
      if (residual?.type === 'codes') found.push('residual', `residual ${residual.bits}`);
      if (node.requantize.kind === 'multiplier') found.push(shiftTrait(node.requantize.shift));
    }
    if (node.op === 'conv2d') {
      if (node.dilations.some((dilation) => dilation > 1)) found.push('dilated');
      if (node.groups > 1) found.push(node.weights.shape[3] === 1 ? 'depthwise' : 'grouped');
    }
    return found;
  });
}

function shiftTrait(shift: number): string {
  return shift < 32 ? 'shift below 32' : 'shift of 32 or more';
}
