import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { SoftbitError } from '../../codegen/index.js';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import { fakeProgram, withPath } from '../testing/fake-program.js';
import { buildProject } from './build-project.js';

function project(t: ExecutionContext, makefile: string): string {
  const folder = temporaryFolder(t);
  writeFileSync(path.join(folder, 'Makefile'), makefile);
  return folder;
}

test.serial('Without the cross-compiler the error names its Debian packages.', async (t) => {
  const tools = temporaryFolder(t);
  fakeProgram(tools, 'make', 'exit 0');
  withPath(t, tools);
  const folder = project(t, 'all:');
  const error = await t.throwsAsync(buildProject({ folder, prefix: 'arm-none-eabi-' }), {
    instanceOf: SoftbitError,
  });
  t.is(error.code, 'SB_TOOL_MISSING');
  t.is(error.exitCode, 3);
  t.regex(error.message, /apt-get install gcc-arm-none-eabi libnewlib-arm-none-eabi/);
});

test.serial('A build that fails shows the compiler’s last lines.', async (t) => {
  const folder = project(t, "all:\n\t@echo 'main.c:1: error: no such thing'; exit 1\n");
  const error = await t.throwsAsync(buildProject({ folder, prefix: '' }), {
    instanceOf: SoftbitError,
  });
  t.is(error.code, 'SB_BUILD_FAILED');
  t.regex(error.message, /main\.c:1: error: no such thing/);
});

test.serial('A build that works tells its command.', async (t) => {
  const commands: string[] = [];
  const folder = project(t, 'all:\n\t@true\n');
  await buildProject({ folder, prefix: '', onCommand: (command) => commands.push(command) });
  t.deepEqual(commands, [`cd ${folder} && make --jobs=2 all`]);
});
