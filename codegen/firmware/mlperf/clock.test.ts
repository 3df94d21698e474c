import path from 'node:path';
import test from 'ava';
import { execa } from 'execa';
import { generateProject } from '../../project/generate-project.js';
import { writeProject } from '../../project/write-project.js';
import { renderTemplate } from '../../render/render-template.js';
import { bareMetalTarget } from '../../testing/example-targets.js';
import { randomModel } from '../../testing/random-model.js';
import { strictFlags } from '../../testing/strict-flags.js';
import { inTemporaryFolder } from '../../testing/temporary-folder.js';

/** A value of the timer at which the clock is read, or from which it goes on. */
type Reading = number | `r${number}`;

/** What the clock of a board with that timer says at each of the timer's values. */
async function readClock(ticksPerSecond: number, values: readonly Reading[]) {
  const timer = { ...bareMetalTarget.firmware.timer, clock: ticksPerSecond };
  const target = { ...bareMetalTarget, firmware: { ...bareMetalTarget.firmware, timer } };
  const { files } = generateProject({ model: randomModel(7), target });
  const main = { path: 'main.c', contents: renderTemplate('testing/read-clock.c.hbs', {}) };
  return inTemporaryFolder(async (folder) => {
    const project = path.join(folder, 'project');
    await writeProject({ files: [...files, main] }, project);
    const sources = ['main.c', 'firmware/mlperf/clock.c'];
    const flags = [...strictFlags, '-O1', '-fsanitize=address,undefined', '-fno-sanitize-recover'];
    await execa('gcc', [...flags, '-I.', '-o', 'clock', ...sources], { cwd: project });
    const { stdout } = await execa('./clock', { cwd: project, input: `${values.join('\n')}\n` });
    return stdout.split('\n');
  });
}

const last = 2 ** 32 - 1;

const rows: [title: string, ticksPerSecond: number, values: Reading[], times: string[]][] = [
  ['counts microseconds', 25_000_000, [0, 25, 50_000_000], ['0.000000', '0.000001', '2.000000']],
  [
    'keeps what makes no whole microsecond',
    25_000_000,
    [24, 48, 50],
    ['0.000000', '0.000001', '0.000002'],
  ],
  [
    'counts a tick rate that is no whole number of megahertz',
    62_500_000,
    [124, 125, 250],
    ['0.000000', '0.000002', '0.000004'],
  ],
  ['goes on when the timer goes round', 25_000_000, [last, 24], ['171.798691', '171.798692']],
  [
    'goes on beyond 2^32 microseconds',
    1_000_000,
    [last, last - 1, 9],
    ['4294.967295', '8589.934590', '8589.934601'],
  ],
  [
    'leaves out what it is told to',
    25_000_000,
    [25, 'r1000025', 1000050],
    ['0.000001', '0.000002'],
  ],
];

for (const [title, ticksPerSecond, values, times] of rows) {
  test(`The clock of time stamps ${title}.`, async (t) => {
    t.deepEqual(await readClock(ticksPerSecond, values), times);
  });
}

test('A hundred thousand short readings add up to the whole time.', async (t) => {
  const values = Array.from({ length: 100_000 }, (_, index) => 7 * (index + 1));
  const times = await readClock(25_000_000, values);
  t.is(times.at(-1), '0.028000');
});
