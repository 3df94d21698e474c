import { chmodSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { SoftbitError } from '../../../codegen/index.js';
import { createFakeMachine, type FakeMachine } from '../fake-machine.js';
import type { Purpose, StepContext } from '../set-up-step.js';
import { debianPackagesStep } from './debian-packages-step.js';

const compiler = 'echo "/usr/lib/${1#*=}"';

const demoTools: Record<string, string> = {
  gcc: '',
  make: '',
  'arm-none-eabi-gcc': compiler,
  'qemu-system-arm': '',
};
const testTools = {
  ...demoTools,
  'aarch64-linux-gnu-gcc': compiler,
  'arm-linux-gnueabihf-gcc': compiler,
  'qemu-arm': '',
  'qemu-aarch64': '',
  'clang-format': '',
};

interface PresenceRow {
  readonly title: string;
  readonly purpose: Purpose;
  readonly programs: Record<string, string>;
  readonly isDone: boolean;
}

const presenceRows: readonly PresenceRow[] = [
  { title: 'the tools of a demo are there', purpose: 'demo', programs: demoTools, isDone: true },
  { title: 'nothing is there', purpose: 'demo', programs: {}, isDone: false },
  {
    title: 'the tests miss their own tools',
    purpose: 'test',
    programs: demoTools,
    isDone: false,
  },
  { title: 'the tests have all tools', purpose: 'test', programs: testTools, isDone: true },
  {
    title: 'the compiler has no newlib',
    purpose: 'demo',
    programs: { ...demoTools, 'arm-none-eabi-gcc': 'echo libc_nano.a' },
    isDone: false,
  },
  {
    title: 'the compiler for 32-bit Linux has no C library',
    purpose: 'test',
    programs: { ...testTools, 'arm-linux-gnueabihf-gcc': 'echo libc.a' },
    isDone: false,
  },
  {
    title: 'one of the user-mode emulators is missing',
    purpose: 'test',
    programs: Object.fromEntries(
      Object.entries(testTools).filter(([name]) => name !== 'qemu-aarch64'),
    ),
    isDone: false,
  },
];

for (const { title, purpose, programs, isDone } of presenceRows) {
  test(`The Debian packages are ${isDone ? '' : 'not '}done when ${title}.`, async (t) => {
    const context = createContext(createFakeMachine(t, { programs }), purpose);
    t.is(await debianPackagesStep.isDone(context), isDone);
  });
}

test('A file that is not executable is no tool.', async (t) => {
  const machine = createFakeMachine(t, { programs: demoTools });
  chmodSync(path.join(machine.root, 'bin/gcc'), 0o644);
  t.false(await debianPackagesStep.isDone(createContext(machine, 'demo')));
});

test('Root gets the missing packages after an update, without being asked anything.', async (t) => {
  const machine = createFakeMachine(t, { programs: { gcc: '', make: '', 'g++': '' } });
  machine.addProgram('apt-get', aptThatInstalls(Object.keys(testTools)));
  machine.addProgram('template', compiler);
  await debianPackagesStep.run(createContext(machine, 'test'));
  const log = readFileSync(path.join(machine.root, 'apt.log'), 'utf8').trim().split('\n');
  t.deepEqual(log, [
    'noninteractive -o DPkg::Lock::Timeout=120 update',
    'noninteractive -o DPkg::Lock::Timeout=120 install -y --no-install-recommends gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm gcc-aarch64-linux-gnu libc6-dev-arm64-cross gcc-arm-linux-gnueabihf libc6-dev-armhf-cross qemu-user clang-format',
  ]);
  t.true(await debianPackagesStep.isDone(createContext(machine, 'test')));
});

interface ErrorRow {
  readonly title: string;
  readonly apt?: string;
  readonly isRoot?: boolean;
  readonly code: string;
  readonly message: RegExp;
}

const errorRows: readonly ErrorRow[] = [
  {
    title: 'Without root, the command to type is printed and nothing is run.',
    apt: 'touch "$FAKE_ROOT/ran"',
    isRoot: false,
    code: 'SB_SETUP_NEEDS_ROOT',
    message:
      /sudo apt-get update && sudo apt-get install -y --no-install-recommends gcc make gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm g\+\+\n/,
  },
  {
    title: 'Without apt-get, the tools are named.',
    code: 'SB_SETUP_NOT_DEBIAN',
    message: /qemu-system-arm/,
  },
  {
    title: 'When apt-get fails, the end of its output is shown.',
    apt: 'echo "E: Unable to locate package" >&2; exit 100',
    code: 'SB_SETUP_PROGRAM_FAILED',
    message: /ended with exit code 100[^]*E: Unable to locate package/,
  },
  {
    title: 'When apt-get succeeds without bringing the tools, that is said.',
    apt: 'exit 0',
    code: 'SB_SETUP_PACKAGES_MISSING',
    message: /gcc-arm-none-eabi/,
  },
];

for (const { title, apt, isRoot = true, code, message } of errorRows) {
  test(title, async (t) => {
    const programs: Record<string, string> = apt === undefined ? {} : { 'apt-get': apt };
    const machine = createFakeMachine(t, { programs, isRoot });
    const error = await t.throwsAsync<SoftbitError>(
      debianPackagesStep.run(createContext(machine, 'demo')),
      { instanceOf: SoftbitError, code, message },
    );
    t.is(error?.exitCode, 3);
    t.false(existsSync(path.join(machine.root, 'ran')));
  });
}

test('After an interruption no further program is started.', async (t) => {
  const machine = createFakeMachine(t, { programs: { 'apt-get': 'touch "$FAKE_ROOT/ran"' } });
  machine.controller.abort(new Error('interrupted'));
  await t.throwsAsync(debianPackagesStep.run(createContext(machine, 'demo')), {
    message: 'interrupted',
  });
  t.false(existsSync(path.join(machine.root, 'ran')));
});

function createContext(machine: FakeMachine, purpose: Purpose): StepContext {
  return { machine, purpose, report: () => {} };
}

/** Writes down how it is called; on "install" it copies a program into the PATH for each tool. */
function aptThatInstalls(tools: readonly string[]): string {
  return `
    echo "$DEBIAN_FRONTEND $*" >> "$FAKE_ROOT/apt.log"
    case "$*" in *" install "*) for tool in ${tools.join(' ')}; do
      cp "$FAKE_ROOT/bin/template" "$FAKE_ROOT/bin/$tool"
    done;; esac`;
}
