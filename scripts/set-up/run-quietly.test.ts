import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { createFakeMachine } from './fake-machine.js';
import { runQuietly } from './run-quietly.js';

test('The output of both streams is given back.', async (t) => {
  const machine = createFakeMachine(t, { programs: { tool: 'echo out; echo err >&2' } });
  t.is(await runQuietly('tool', [], { machine, timeoutSeconds: 10 }), 'out\nerr');
});

interface FailureRow {
  readonly title: string;
  readonly body?: string;
  readonly timeoutSeconds?: number;
  readonly message: RegExp;
}

const failureRows: readonly FailureRow[] = [
  {
    title: 'A failing program is an error with its exit code and output.',
    body: 'echo "disk is full"; exit 5',
    message: /"tool -x" ended with exit code 5\.[^]*disk is full/,
  },
  { title: 'A missing program is an error.', message: /"tool -x" did not run \(.*ENOENT/ },
  {
    title: 'A program beyond its time limit is an error.',
    body: 'sleep 30',
    timeoutSeconds: 0.2,
    message: /took longer than 0\.2 s/,
  },
  {
    title: 'Of a long output only the end is shown.',
    body: 'i=0; while [ $i -lt 100 ]; do echo "line $i"; i=$((i+1)); done; exit 1',
    message: /output:\n {4}line 75\n/,
  },
];

for (const { title, body, timeoutSeconds = 10, message } of failureRows) {
  test(title, async (t) => {
    const programs: Record<string, string> = body === undefined ? {} : { tool: body };
    const machine = createFakeMachine(t, { programs });
    await t.throwsAsync(runQuietly('tool', ['-x'], { machine, timeoutSeconds }), {
      code: 'SB_SETUP_PROGRAM_FAILED',
      message,
    });
  });
}

test('The time limit also ends what the program has started.', async (t) => {
  const body = 'sleep 30 >/dev/null 2>&1 & echo $! > "$FAKE_ROOT/pid"; wait';
  const machine = createFakeMachine(t, { programs: { tool: body } });
  await t.throwsAsync(runQuietly('tool', [], { machine, timeoutSeconds: 0.5 }));
  const pid = Number(readFileSync(path.join(machine.root, 'pid'), 'utf8'));
  t.true(pid > 0);
  t.false(await isRunning(pid));
});

/** An ended process stays in the list until its parent, by then init, has taken note of it. */
async function isRunning(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const status = `/proc/${pid}/stat`;
    if (!existsSync(status) || / [ZX] /.test(readFileSync(status, 'utf8'))) return false;
    await sleep(100);
  }
  return true;
}
