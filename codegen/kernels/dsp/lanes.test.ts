import test from 'ava';
import {
  expectKernel,
  layerModels,
  randomModelsOf,
  type LayerRow,
} from '../../testing/kernel-agreement.js';
import { laneSchedule, type LaneForm } from './lanes-fields.js';

const wide = (bits: number) => ({ weightBits: bits, inputBits: bits, outputBits: bits });

const rows: readonly LayerRow[] = [
  { height: 25, width: 5, inputs: 64, kernel: [1, 1] },
  { height: 3, width: 3, inputs: 128, outputs: 16, kernel: [1, 1] },
  { height: 12, width: 6, inputs: 8, outputs: 16, kernel: [1, 1] },
  { height: 1, width: 1, inputs: 4, outputs: 8, kernel: [1, 1] },
  { height: 7, width: 5, inputs: 24, outputs: 8, kernel: [1, 1] },
  { height: 9, width: 7, inputs: 16, outputs: 32, kernel: [1, 1], stride: 2 },
  { height: 9, width: 7, inputs: 16, outputs: 32, kernel: [1, 1], stride: 2, outputBits: 8 },
  { height: 5, width: 5, inputs: 32, kernel: [1, 1], residual: true },
  { height: 5, width: 5, inputs: 32, kernel: [1, 1], ...wide(1) },
  { height: 5, width: 5, inputs: 16, outputs: 12, kernel: [1, 1] },
  { height: 5, width: 5, inputs: 16, kernel: [1, 1], inputBits: 4 },
  { height: 5, width: 5, inputs: 16, kernel: [1, 1], ...wide(8) },
  { height: 8, width: 8, inputs: 16, ...wide(4) },
  { height: 8, width: 8, inputs: 16, residual: true, ...wide(4) },
  { height: 7, width: 9, inputs: 16, stride: 2, ...wide(4) },
  { height: 4, width: 4, inputs: 64, outputs: 8, ...wide(4) },
  { height: 8, width: 7, inputs: 16, residual: true, ...wide(8) },
  { height: 8, width: 8, inputs: 8, stride: 2, ...wide(8) },
  { height: 6, width: 6, inputs: 3, outputs: 16, ...wide(8) },
  { height: 6, width: 6, inputs: 1, outputs: 4, kernel: [10, 4], ...wide(8) },
  { height: 9, width: 9, inputs: 4, kernel: [5, 5], weightBits: 2 },
  { height: 9, width: 9, inputs: 4, kernel: [7, 7], weightBits: 4 },
  { height: 9, width: 9, inputs: 8, kernel: [3, 2], dilation: 2, ...wide(4) },
  { height: 9, width: 9, inputs: 8, kernel: [1, 3], ...wide(4) },
  { height: 9, width: 9, inputs: 8, kernel: [3, 1], stride: 2, ...wide(4) },
  { height: 9, width: 9, inputs: 4, weightBits: 8, inputBits: 2, outputBits: 4 },
  { height: 13, width: 10, inputs: 16, outputs: 8, stride: 2 },
  { height: 7, width: 9, inputs: 8, kernel: [3, 2], dilation: 2 },
  { height: 7, width: 9, inputs: 8, kernel: [1, 5], inputBits: 1, outputBits: 1 },
  { height: 6, width: 6, inputs: 16, residual: true },
  { height: 9, width: 9, inputs: 4, weightBits: 1, inputBits: 8, outputBits: 4 },
  { height: 5, width: 6, inputs: 5, outputs: 7, ...wide(3) },
  { height: 5, width: 6, inputs: 6, residual: true, ...wide(5) },
  { height: 6, width: 6, inputs: 7, outputs: 9, stride: 2, ...wide(6) },
  { height: 5, width: 5, inputs: 8, kernel: [1, 1], ...wide(7) },
  { height: 5, width: 5, inputs: 9, kernel: [1, 1], inputBits: 2, outputBits: 1 },
  {
    height: 5,
    width: 5,
    inputs: 9,
    outputs: 3,
    inputBits: 4,
    weightBits: 4,
    outputBits: undefined,
  },
];

for (const core of ['cortex-m4', 'cortex-m33'] as const) {
  test(`lanes equal the reference for ${rows.length} shapes on ${core}`, async (t) => {
    t.timeout(240_000);
    await expectKernel(t, { kernel: 'lanes_dsp', core, models: layerModels('conv2d', rows) });
  });
}

test('lanes equal the reference in random graphs', async (t) => {
  t.timeout(240_000);
  const models = randomModelsOf('lanes_dsp', 'cortex-m4', 30, {
    ops: ['conv2d', 'maxPool'],
    channels: 8,
    side: 9,
    groupOutputs: 16,
  });
  await expectKernel(t, { kernel: 'lanes_dsp', core: 'cortex-m4', models });
});

test('a stretch ends before fields of two pixels could leave their bits', (t) => {
  const form: LaneForm = {
    pixels: 2,
    outputs: 1,
    pixelPlace: 12,
    pixelMiddle: 8,
    weightPlace: 0,
    origin: 0,
    scale: 1,
  };
  const schedule = (tap: number) => {
    const taps = [Array.from({ length: 64 }, () => [tap, tap] as const)];
    return laneSchedule({ form, taps, activationBits: 4, segment: 64, padded: false });
  };
  t.like(
    schedule(15),
    { stretch: 8, stretches: 8, biases: [0, 0] },
    '8 steps gain 16 · 225 = 3600, 16 steps 7200',
  );
  t.like(
    schedule(-17),
    { stretch: 8, stretches: 8, biases: [4080, 0] },
    '8 steps lose 16 · 255 = 4080 of 4095',
  );
  t.like(schedule(-18), { stretch: 4, stretches: 16 });
  t.is(schedule(300), undefined);
});
