import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { Command } from 'commander';
import { parse } from 'yaml';
import { temporaryFolder } from '../codegen/testing/temporary-folder.js';
import { flashMethodNames, labStations, loadThresholds, reporters } from '../boards/index.js';
import { commands } from './commands/registry.js';

const docs = fileURLToPath(new URL('../../docs/', import.meta.url));
const page = readFileSync(path.join(docs, 'test-on-boards.md'), 'utf8');
const workflowText = readFileSync(path.join(docs, 'ci/github-actions.yml'), 'utf8');

interface Workflow {
  readonly jobs: Record<string, { steps: { run?: string; uses?: string }[] }>;
}

/** The code blocks of the page in one language. */
function blocks(language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms');
  return [...page.matchAll(fence)].map(([, text]) => text);
}

function inFile(t: ExecutionContext, name: string, text: string): string {
  const folder = temporaryFolder(t);
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

const workflow = parse(workflowText) as Workflow;
const workflowLines = Object.values(workflow.jobs)
  .flatMap(({ steps }) => steps.map(({ run }) => run ?? ''))
  .join('\n');

const usage: [title: string, text: string][] = [
  ['page', blocks('sh').join('\n')],
  ['workflow', workflowLines],
];

for (const [title, text] of usage) {
  test(`Every command of the ${title} is one, with options that it has.`, (t) => {
    const program = new Command('softbit').option('--json');
    for (const register of commands) register(program);
    const lines = [...text.matchAll(/npx softbit ([a-z]+)(.*)/g)];
    t.true(lines.length > 2);
    for (const [line, name, rest] of lines) {
      const command = program.commands.find((candidate) => candidate.name() === name);
      const known = command?.options.map(({ long }) => long);
      for (const [option] of rest.matchAll(/--[a-z-]+/g)) t.true(known?.includes(option), line);
    }
  });
}

test('The page’s lab file is one, with a board on USB and one in the network.', async (t) => {
  const stations = await labStations(inFile(t, 'lab.yaml', blocks('yaml')[0]));
  t.deepEqual(
    stations.map(({ name, port, host }) => ({ name, port, host })),
    [
      { name: 'nucleo-f446re', port: '/dev/ttyACM0', host: undefined },
      { name: 'raspberry-pi-4', port: undefined, host: 'pi@raspberrypi.local' },
    ],
  );
});

test('The page’s thresholds file is one.', async (t) => {
  t.is((await loadThresholds(inFile(t, 'thresholds.json', blocks('json')[0]))).length, 2);
});

test('The page has a row for every reporter and every way of flashing.', (t) => {
  const names = [...reporters.map(({ name }) => name), ...flashMethodNames];
  for (const name of names) t.true(page.includes(`\n| \`${name}\` `), name);
});

test('The workflow keeps its results and tests both emulated and attached boards.', (t) => {
  t.deepEqual(Object.keys(workflow.jobs), ['emulated', 'attached']);
  for (const { steps } of Object.values(workflow.jobs)) {
    t.true(steps.some(({ uses }) => uses?.startsWith('actions/upload-artifact@')));
    t.true(steps.some(({ run }) => run?.includes('--reporter junit=softbit.xml')));
  }
});
