import { setTimeout } from 'node:timers/promises';
import test from 'ava';
import { SoftbitError } from '../../codegen/index.js';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import { fakeProgram, withPath } from '../testing/fake-program.js';
import { emulatorArguments, startEmulator } from './qemu.js';

const options = {
  program: 'qemu-system-arm',
  arguments: ['-M', 'machine'],
  instructionShift: 6,
  elf: 'firmware.elf',
};

test('The emulator gets the board’s arguments, a terminal, instruction counting and the program.', (t) => {
  t.is(
    emulatorArguments(options).join(' '),
    '-M machine -serial pty -icount shift=6 -kernel firmware.elf',
  );
});

test('A board that counts no instructions asks for no counting.', (t) => {
  const args = emulatorArguments({ ...options, instructionShift: undefined });
  t.is(args.join(' '), '-M machine -serial pty -kernel firmware.elf');
});

test.serial('Without QEMU the error names its Debian package.', async (t) => {
  withPath(t, temporaryFolder(t));
  const error = await t.throwsAsync(startEmulator(options), { instanceOf: SoftbitError });
  t.is(error.code, 'SB_TOOL_MISSING');
  t.regex(error.message, /apt-get install qemu-system-arm/);
});

test.serial('An emulator that ends at once is reported with what it printed.', async (t) => {
  const tools = temporaryFolder(t);
  fakeProgram(tools, 'qemu-system-arm', 'echo "unsupported machine type" >&2; exit 1');
  withPath(t, tools, '/bin');
  const error = await t.throwsAsync(startEmulator(options), { instanceOf: SoftbitError });
  t.is(error.code, 'SB_EMULATOR_FAILED');
  t.regex(error.message, /-kernel firmware\.elf" did not start[^]*unsupported machine type/);
});

test.serial('An emulator that ignores the request to end is killed.', async (t) => {
  const tools = temporaryFolder(t);
  fakeProgram(
    tools,
    'qemu-system-arm',
    "trap '' TERM; echo 'char device redirected to /dev/pts/99 (label serial0)'; echo pid $$ >&2; while :; do sleep 0.1; done",
  );
  withPath(t, tools, '/bin', '/usr/bin');
  const emulator = await startEmulator(options);
  t.is(emulator.port, '/dev/pts/99');
  await Promise.race([emulator.stop(), setTimeout(8000).then(() => t.fail('it still runs'))]);
});
