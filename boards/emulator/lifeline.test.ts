import { readFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import test from 'ava';
import { execa } from 'execa';
import { missingTool } from '../testing/missing-tool.js';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import { withPath } from '../testing/fake-program.js';
import { withLifeline } from './lifeline.js';

const command = { program: 'sleep', args: ['60'] };

test('A command ends with a process that is killed and can clean up nothing.', async (t) => {
  if (missingTool(t, 'setpriv', 'sleep')) return;
  const starter = execa('node', ['--input-type=module', '--eval', startAndPrint], {
    reject: false,
    env: { LINE: JSON.stringify(withLifeline(command)) },
  });
  const [bytes] = (await starter.stdout.take(1).toArray()) as Buffer[];
  const pid = Number(bytes.toString());
  t.true(isAlive(pid));
  t.teardown(() => void (isAlive(pid) && process.kill(pid)));
  starter.kill('SIGKILL');
  await starter;
  t.true(await endsWithin(pid, 2000));
});

test.serial('Where the system offers no such thing the command stays as it is.', (t) => {
  withPath(t, temporaryFolder(t));
  t.deepEqual(withLifeline(command), command);
});

/** Starts the command of LINE, tells its process number and goes on living. */
const startAndPrint = `
  import { spawn } from 'node:child_process';
  const { program, args } = JSON.parse(process.env.LINE);
  const { pid } = spawn(program, args, { stdio: 'ignore' });
  // The command takes the place of the program that sets it up a moment later.
  setTimeout(() => console.log(pid), 200);
  setInterval(() => {}, 1000);
`;

/** A process that has ended may stay listed, as a zombie, until somebody asks for its exit code. */
function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z');
  } catch {
    return false;
  }
}

async function endsWithin(pid: number, milliseconds: number): Promise<boolean> {
  for (let waited = 0; waited < milliseconds; waited += 20) {
    if (!isAlive(pid)) return true;
    await setTimeout(20);
  }
  return false;
}
