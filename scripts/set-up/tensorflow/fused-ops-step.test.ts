import { readdirSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { createFakeMachine, type FakeMachine } from '../fake-machine.js';
import type { StepContext } from '../set-up-step.js';
import { fusedOpsStep } from './fused-ops-step.js';

const bindingPackage = 'node_modules/@tensorflow/tfjs-node';
const source = 'trainer/backend/native/ops/register.c';

const compiles = 'while [ "$1" != -o ]; do shift; done; echo built > "$2"';
const fails = 'echo "register.c:1: error: what is this?" >&2; exit 1';

test('The operations are compiled once, and anew when a source changes.', async (t) => {
  const { machine, context } = createProject(t, compiles);
  t.false(await fusedOpsStep.isDone(context));
  await fusedOpsStep.run(context);
  t.true(await fusedOpsStep.isDone(context));
  t.is(await fusedOpsStep.outcome(context), 'compiled.');
  machine.addFile(source, 'int changed;');
  t.false(await fusedOpsStep.isDone(context));
});

test('Without a compiler training goes on without them, and the user is told why.', async (t) => {
  const { machine, context, lines } = createProject(t, fails);
  await fusedOpsStep.run(context);
  t.regex(lines.join('\n'), /gcc failed: .*what is this\?/s);
  t.regex(await fusedOpsStep.outcome(context), /^missing; .* 3 times as long/);
  t.false(await fusedOpsStep.isDone(context));
  t.deepEqual(readdirSync(path.join(machine.root, bindingPackage, 'lib')), ['binding']);
});

test('A compilation that fails takes what an earlier one has left out of use.', async (t) => {
  const { machine, context } = createProject(t, compiles);
  await fusedOpsStep.run(context);
  machine.addProgram('gcc', fails);
  machine.addFile(source, 'int changed;');
  await fusedOpsStep.run(context);
  t.regex(await fusedOpsStep.outcome(context), /^missing/);
  t.deepEqual(readdirSync(path.join(machine.root, bindingPackage, 'lib')), ['binding']);
});

test('Where TensorFlow’s library is not there, there is nothing to do.', async (t) => {
  const machine = createFakeMachine(t);
  const context: StepContext = { machine, purpose: 'setup', report: () => {} };
  t.true(await fusedOpsStep.isDone(context));
  t.regex(await fusedOpsStep.outcome(context), /^not needed/);
});

function createProject(
  t: ExecutionContext,
  compiler: string,
): { machine: FakeMachine; context: StepContext; lines: string[] } {
  const machine = createFakeMachine(t, { programs: { gcc: compiler } });
  machine.addFile(source, 'int original;');
  machine.addFile(`${bindingPackage}/deps/lib/library`, '');
  machine.addFile(`${bindingPackage}/lib/binding`, '');
  const lines: string[] = [];
  return {
    machine,
    lines,
    context: { machine, purpose: 'setup', report: (line) => lines.push(line) },
  };
}
