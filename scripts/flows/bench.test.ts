import test from 'ava';
import { execa } from 'execa';
import { SoftbitError } from '../../codegen/index.js';
import { Console } from '../cli/console.js';
import { parseLayer } from '../cli/layer-spec.js';
import { bench, type BenchRequest } from './bench.js';

const context = {
  console: new Console({ json: true, quiet: true }),
  signal: new AbortController().signal,
  verbose: false,
};

const request: BenchRequest = {
  weights: 2,
  activations: 2,
  board: 'mps2-an385',
  core: 'cortex-m0plus',
  seed: 1,
  hottest: 4,
};

test('A single layer on another core is measured with all figures that the report promises.', async (t) => {
  t.timeout(120_000);
  for (const tool of ['gcc', 'make', 'arm-none-eabi-gcc', 'qemu-system-arm']) {
    const { failed } = await execa(tool, ['--version'], { reject: false });
    if (!failed) continue;
    t.log(`skipped: ${tool} is not installed; "softbit doctor" says how to get it`);
    return t.pass();
  }
  const layer = parseLayer('conv2d:6x5x8-4,k3,s2');
  const report = await bench({ ...request, layer, prefer: 'conv2d_portable' }, context);
  t.like(report, {
    network: 'bench-conv2d',
    board: 'mps2-an385',
    core: 'cortex-m0plus',
    weights: 2,
    activations: 2,
    bitExact: true,
  });
  const [first] = report.layers;
  t.like(first, { name: 'layer', op: 'conv2d', macs: 3 * 3 * 4 * 9 * 8 });
  t.regex(first.kernel, /_portable$/);
  t.is(first.cyclesPerMac, Number((first.modelledCycles!.estimate / first.macs).toPrecision(4)));
  t.true(report.total.flash > 0 && report.total.ram > 0);
  t.is(report.hottest?.length, 4);
  const executed = report.histogram?.reduce((sum, { executions }) => sum + executions, 0);
  t.is(executed, report.total.instructions);
});

for (const target of [{}, { network: 'resnet8', layer: parseLayer('dense:1x1x8') }]) {
  test(`What to measure must be said once, not ${Object.keys(target).length} times.`, async (t) => {
    const error = await t.throwsAsync(bench({ ...request, ...target }, context), {
      instanceOf: SoftbitError,
    });
    t.is(error.code, 'SB_BENCH_TARGET');
  });
}
