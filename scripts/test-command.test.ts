import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { execa } from 'execa';
import { temporaryFolder } from '../codegen/testing/temporary-folder.js';
import { randomModel, saveModel } from '../codegen/index.js';

const program = new URL('../../scripts/softbit.mjs', import.meta.url).pathname;

function softbitTest(args: readonly string[], env: Record<string, string> = {}) {
  const options = { reject: false, stdin: 'ignore', env } as const;
  return execa('node', [program, 'test', '--boards', 'host', ...args], options);
}

/** A folder with the models `a` and `b`, which no data set is known of. */
async function modelFolder(t: ExecutionContext): Promise<string> {
  const folder = temporaryFolder(t);
  for (const [seed, name] of ['a', 'b'].entries()) {
    await saveModel({ ...randomModel(seed + 3), name }, folder);
  }
  return folder;
}

test.serial('Quoted globs find models, and JSON alone is on stdout.', async (t) => {
  const folder = await modelFolder(t);
  const models = path.join(folder, '*.softbit.json');
  const { stdout, exitCode } = await softbitTest(['--models', models, '--samples', '2', '--json']);
  t.is(exitCode, 0);
  const { results } = JSON.parse(stdout) as { results: Record<string, unknown>[] };
  t.deepEqual(
    results.map(({ board, model, status, accuracy, bitExact }) => ({
      board,
      model,
      status,
      accuracy,
      bitExact,
    })),
    ['a', 'b'].map((model) => ({
      board: 'host',
      model,
      status: 'passed',
      accuracy: null,
      bitExact: { equal: 2, total: 2 },
    })),
  );
});

test.serial('Several reporters write their files, and GitHub gets its summary.', async (t) => {
  const folder = await modelFolder(t);
  const junit = path.join(folder, 'results.xml');
  const summary = path.join(folder, 'summary.md');
  const reporters = ['--reporter', `junit=${junit}`, '--reporter', 'github'];
  const args = ['--models', path.join(folder, 'a*.json'), '--samples', '1', ...reporters];
  const { stdout } = await softbitTest(args, { GITHUB_STEP_SUMMARY: summary });
  t.regex(stdout, /^passed +host +a +bit-exact 1\/1/);
  t.regex(readFileSync(junit, 'utf8'), /<testcase name="a" classname="softbit.host"/);
  t.regex(readFileSync(summary, 'utf8'), /### softbit test: 1 passed\n/);
});

test.serial('Written thresholds are kept to; a tightened one fails with the figure.', async (t) => {
  const folder = await modelFolder(t);
  const file = path.join(folder, 'thresholds.json');
  const args = ['--models', path.join(folder, 'a*.json'), '--samples', '1'];
  t.is((await softbitTest([...args, '--update-thresholds', file])).exitCode, 0);
  t.is((await softbitTest([...args, '--thresholds', file])).exitCode, 0);
  const tightened = readFileSync(file, 'utf8').replace(/"flash": \d+/, '"flash": 100');
  writeFileSync(file, tightened);
  const { stdout, exitCode } = await softbitTest([...args, '--thresholds', file]);
  t.is(exitCode, 1);
  t.regex(stdout, /^failed +host +a +flash is .* above the limit 100/);
});

test.serial('The boards of a lab file are tested in place of the emulated ones.', async (t) => {
  const folder = await modelFolder(t);
  const lab = path.join(folder, 'lab.yaml');
  writeFileSync(lab, '- { connected: true, platform: host, runner: local }\n');
  const args = ['test', '--lab', lab, '--models', path.join(folder, 'a*.json'), '--samples', '1'];
  const { stdout, exitCode } = await execa('node', [program, ...args], { reject: false });
  t.is(exitCode, 0);
  t.regex(stdout, /^passed +host +a .*\n\n1 passed$/);
});

const mistakes: [title: string, args: string[], words: RegExp][] = [
  ['a glob that matches nothing', ['--models', 'no/*.json'], /SB_NO_MODELS.*no\/\*\.json/],
  ['an unknown reporter', ['--reporter', 'html'], /no reporter "html".*pretty, tap, junit, github/],
  ['a lab file that is not there', ['--lab', 'no/lab.yaml'], /SB_LAB_UNREADABLE/],
  ['an unknown board', ['--boards', 'mps2-an999'], /SB_BOARD_UNKNOWN/],
];

for (const [title, args, words] of mistakes) {
  test.serial(`With ${title} the command ends with 2 and says what is right.`, async (t) => {
    const { exitCode, stderr } = await softbitTest(args);
    t.is(exitCode, 2);
    t.regex(stderr, words);
  });
}
