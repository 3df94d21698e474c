import { existsSync, lstatSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { createFakeMachine, type FakeMachine } from '../fake-machine.js';
import type { Purpose, StepContext } from '../set-up-step.js';
import { tensorflowStep } from './tensorflow-step.js';

const bindingPackage = 'node_modules/@tensorflow/tfjs-node';

/** A binding that loads only once its library and itself are there. */
const binding = `
  const { existsSync } = require('node:fs');
  if (!existsSync(__dirname + '/lib/binding') || !existsSync(__dirname + '/deps/lib/library')) {
    throw new Error('the binding is not built');
  }
  exports.matMul = () => ({ dataSync: () => [11] });
`;

const installs = `
  const { mkdirSync, writeFileSync } = require('node:fs');
  mkdirSync('deps/lib', { recursive: true }); mkdirSync('lib');
  writeFileSync('deps/lib/library', ''); writeFileSync('lib/binding', '');
`;
const failsHalfway = `
  const fs = require('node:fs');
  fs.writeFileSync('package.json', '{"spoilt": true}');
  fs.mkdirSync('deps/lib', { recursive: true });
  throw new Error('storage host unreachable');
`;
const installsWhatDoesNotLoad = `require('node:fs').mkdirSync('lib');`;

const python = `
  case "$*" in
    "-m pip --version") ;;
    *download*) while [ "$1" != --dest ]; do shift; done; touch "$2/tensorflow.whl";;
    *) mkdir -p "$4/tensorflow/include" && cd "$4/tensorflow"
       touch libtensorflow_cc.so.2 libtensorflow_framework.so.2;;
  esac`;
const compiles = 'mkdir -p lib deps/lib && touch lib/binding deps/lib/library';
const fails = 'echo "ERROR: no matching distribution" >&2; exit 1';

interface Row {
  readonly title: string;
  readonly installScript: string;
  readonly programs: Record<string, string>;
  readonly outcome: RegExp;
  readonly reported?: RegExp;
}

const rows: readonly Row[] = [
  {
    title: "The package's own download is kept when it loads.",
    installScript: installs,
    programs: {},
    outcome: /^native, from its own download\.$/,
  },
  {
    title: 'When the download fails, the wheel is taken.',
    installScript: failsHalfway,
    programs: { python3: python, npx: compiles },
    outcome: /^native, from the library of pip's tensorflow-cpu wheel/,
    reported: /its own download failed: Error: storage host unreachable/,
  },
  {
    title: 'When what was downloaded does not load, the wheel is taken.',
    installScript: installsWhatDoesNotLoad,
    programs: { python3: python, npx: compiles },
    outcome: /^native, from the library of pip's tensorflow-cpu wheel/,
    reported: /its own download failed: Error: the binding is not built/,
  },
  {
    title: 'When pip has no wheel either, WASM stands in.',
    installScript: failsHalfway,
    programs: { python3: `case "$*" in *download*) ${fails};; esac` },
    outcome: /^WASM, .*3 times as long/,
    reported: /wheel \(290 MB\) failed: ERROR: no matching distribution/,
  },
  {
    title: 'When the binding does not compile, WASM stands in.',
    installScript: failsHalfway,
    programs: { python3: python, npx: 'mkdir build-tmp-napi-v8; exit 1' },
    outcome: /^WASM/,
    reported: /npx.* ended with exit code 1/,
  },
  {
    title: 'When there is no Python at all, WASM stands in.',
    installScript: failsHalfway,
    programs: {},
    outcome: /^WASM/,
    reported: /"python3 .* did not run/,
  },
];

for (const { title, installScript, programs, outcome, reported } of rows) {
  test(title, async (t) => {
    const { machine, context, lines } = createProject(t, { installScript, programs });
    t.false(await tensorflowStep.isDone(context));
    await tensorflowStep.run(context);
    t.regex(await tensorflowStep.outcome(context), outcome);
    t.regex(lines.join('\n'), reported ?? /trying its own download/);
    t.true(await tensorflowStep.isDone(context));
    assertNothingHalfBuilt(t, machine, /^native/.test(await tensorflowStep.outcome(context)));
  });
}

test('The libraries of the wheel get the names that the binding links.', async (t) => {
  const { machine, context } = createProject(t, {
    installScript: failsHalfway,
    programs: { python3: python, npx: compiles },
  });
  await tensorflowStep.run(context);
  for (const name of ['libtensorflow.so', 'libtensorflow_framework.so']) {
    t.true(lstatSync(path.join(machine.root, bindingPackage, 'deps/lib', name)).isSymbolicLink());
  }
  t.false(existsSync(path.join(machine.root, bindingPackage, 'deps/include')));
});

test('A library that is already there and loads is kept as it is.', async (t) => {
  const { machine, context, lines } = createProject(t, { installScript: failsHalfway });
  machine.addFile(`${bindingPackage}/lib/binding`, '');
  machine.addFile(`${bindingPackage}/deps/lib/library`, '');
  await tensorflowStep.run(context);
  t.is(await tensorflowStep.outcome(context), 'native, as it was installed before.');
  t.deepEqual(lines, []);
});

test('A package that npm has dropped is brought back without its script.', async (t) => {
  const { machine, context } = createProject(t, { withPackage: false });
  machine.addProgram('npm', 'echo "$*" >> "$FAKE_ROOT/npm.log"; exit 1');
  await tensorflowStep.run(context);
  t.regex(
    readFileSync(path.join(machine.root, 'npm.log'), 'utf8'),
    /^install --no-save --ignore-scripts .*@tensorflow\/tfjs-node@\^4\.22\.0$/m,
  );
  t.regex(await tensorflowStep.outcome(context), /^WASM/);
});

for (const [purpose, isDone] of [
  ['demo', true],
  ['test', true],
  ['setup', false],
] as const) {
  test(`With WASM from before, ${purpose} ${isDone ? 'goes on' : 'tries native again'}.`, async (t) => {
    const { context } = createProject(t, { installScript: failsHalfway });
    await tensorflowStep.run(context);
    t.is(await tensorflowStep.isDone({ ...context, purpose }), isDone);
  });
}

test('A stamp for another version, or one that is damaged, counts for nothing.', async (t) => {
  const { machine, context } = createProject(t, { installScript: installs });
  await tensorflowStep.run(context);
  t.true(await tensorflowStep.isDone(context));
  machine.addFile('package.json', manifest('^5.0.0'));
  t.false(await tensorflowStep.isDone(context));
  machine.addFile('package.json', manifest('^4.22.0'));
  machine.addFile('node_modules/.softbit-tensorflow.json', '{"backend": ');
  t.false(await tensorflowStep.isDone(context));
});

test('An interruption ends the step, leaving neither a stamp nor anything half-built.', async (t) => {
  const { machine, context } = createProject(t, {
    installScript: failsHalfway,
    programs: { python3: 'case "$*" in *download*) touch "$FAKE_ROOT/started"; sleep 60;; esac' },
  });
  const run = tensorflowStep.run(context);
  const interrupt = setInterval(() => {
    if (existsSync(path.join(machine.root, 'started'))) {
      machine.controller.abort(new Error('interrupted'));
    }
  }, 20);
  await t.throwsAsync(run, { message: 'interrupted' });
  clearInterval(interrupt);
  assertNothingHalfBuilt(t, machine, false);
  t.false(existsSync(path.join(machine.root, 'node_modules/.softbit-tensorflow.json')));
});

function createProject(
  t: ExecutionContext,
  {
    installScript = failsHalfway,
    programs = {},
    withPackage = true,
  }: { installScript?: string; programs?: Record<string, string>; withPackage?: boolean },
): { machine: FakeMachine; context: StepContext; lines: string[] } {
  const machine = createFakeMachine(t, { programs, isRoot: false });
  machine.addFile('package.json', manifest('^4.22.0'));
  machine.addFile('node_modules/.package-lock.json', '{}');
  if (withPackage) {
    machine.addFile(`${bindingPackage}/package.json`, '{"main": "index.js"}');
    machine.addFile(`${bindingPackage}/index.js`, binding);
    machine.addFile(`${bindingPackage}/scripts/install.js`, installScript);
  }
  const lines: string[] = [];
  const purpose: Purpose = 'demo';
  return { machine, lines, context: { machine, purpose, report: (line) => lines.push(line) } };
}

function manifest(version: string): string {
  return JSON.stringify({ optionalDependencies: { '@tensorflow/tfjs-node': version } });
}

function assertNothingHalfBuilt(
  t: ExecutionContext,
  { root }: FakeMachine,
  isNative: boolean,
): void {
  const folder = path.join(root, bindingPackage);
  const built = readdirSync(folder).filter((name) => /^(deps|lib|build.*)$/.test(name));
  t.deepEqual(built, isNative ? ['deps', 'lib'] : []);
  t.is(readFileSync(path.join(folder, 'package.json'), 'utf8'), '{"main": "index.js"}');
  const temporary = readdirSync(path.join(root, 'node_modules')).filter((name) =>
    /^\.softbit-(wheel|loader)-/.test(name),
  );
  t.deepEqual(temporary, []);
}
