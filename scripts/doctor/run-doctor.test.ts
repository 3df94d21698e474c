import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import { probeNewlib, probeNode, probePlugins, probeProgram } from './probes.js';
import { renderDoctorReport } from './render-doctor-report.js';
import { runDoctor } from './run-doctor.js';
import type { Tool } from './tool.js';
import { tools } from './tools.js';

const versionRows: readonly { answer: string; version: string }[] = [
  { answer: 'gcc (Debian 12.2.0-14) 12.2.0', version: '12.2.0' },
  { answer: 'arm-none-eabi-gcc (15:12.2.rel1-1) 12.2.1 20221205', version: '12.2.1' },
  { answer: 'aarch64-linux-gnu-gcc (Debian 12.2.0-14) 12.2.0', version: '12.2.0' },
  { answer: 'QEMU emulator version 7.2.9 (Debian 1:7.2+dfsg-7)', version: '7.2.9' },
  { answer: 'Debian clang-format version 14.0.6', version: '14.0.6' },
  { answer: 'GNU Make 4.3', version: '4.3' },
  { answer: '252 (252.39-1)', version: '252' },
  { answer: '10.8.2', version: '10.8.2' },
  { answer: 'built from the tip', version: 'built from the tip' },
];

for (const { answer, version } of versionRows) {
  test(`"${answer}" is version ${version}.`, async (t) => {
    const env = fakePath(t, { tool: `echo "${answer}"; echo "Copyright 1999"` });
    t.is(await probeProgram('tool')({ env, nodeVersion: '20.19.0' }), version);
  });
}

interface ProblemRow {
  readonly title: string;
  readonly programs: Readonly<Record<string, string>>;
  readonly probe: Tool['probe'];
  readonly nodeVersion?: string;
  readonly problem: RegExp;
}

const problemRows: readonly ProblemRow[] = [
  {
    title: 'A program that is not there',
    programs: {},
    probe: probeProgram('tool'),
    problem: /^tool is not in the PATH$/,
  },
  {
    title: 'A program that does not start',
    programs: { tool: 'echo "libfoo.so: cannot open shared object file" >&2; exit 127' },
    probe: probeProgram('tool'),
    problem: /tool does not work: libfoo\.so: cannot open/,
  },
  {
    title: 'A program that fails silently',
    programs: { tool: 'exit 1' },
    probe: probeProgram('tool'),
    problem: /it ended without a word/,
  },
  {
    title: 'A compiler without newlib',
    programs: { 'arm-none-eabi-gcc': 'echo libc_nano.a' },
    probe: probeNewlib,
    problem: /libc_nano\.a is not known/,
  },
  {
    title: 'An emulator without plugins',
    programs: { tool: 'echo "tool version 7.2"' },
    probe: probePlugins('tool'),
    problem: /^tool was built without plugins$/,
  },
  {
    title: 'A Node.js that is too new',
    programs: {},
    probe: probeNode,
    nodeVersion: '23.1.0',
    problem: /^Node\.js 23\.1\.0 is outside/,
  },
  {
    title: 'A Node.js that is too old',
    programs: {},
    probe: probeNode,
    nodeVersion: '20.18.9',
    problem: /^Node\.js 20\.18\.9 is outside/,
  },
];

for (const { title, programs, probe, nodeVersion = '20.19.0', problem } of problemRows) {
  for (const required of [true, false]) {
    test(`${title} is ${required ? 'fatal' : 'only told'} when ${required ? 'required' : 'optional'}.`, async (t) => {
      const tool = { name: 'tool', required, purpose: 'tests', probe, mend: 'get it' };
      const env = fakePath(t, programs);
      const report = await runDoctor({ env, nodeVersion, tools: [tool] });
      t.is(report.exitCode, required ? 3 : 0);
      t.is(report.ok, !required);
      t.like(report.tools[0], { ok: false, version: null, mend: 'get it' });
      t.regex(report.tools[0]?.problem ?? '', problem);
    });
  }
}

test('The version of newlib is taken from its header.', async (t) => {
  const env = fakePath(t, {
    'arm-none-eabi-gcc': `case "$*" in
      -print-file-name=*) echo /usr/lib/libc_nano.a;;
      *newlib.h*) echo '#define _NEWLIB_VERSION "4.3.0"';; esac`,
  });
  t.is(await probeNewlib({ env, nodeVersion: '20.19.0' }), '4.3.0');
});

test('With an empty PATH the doctor names every missing tool and how to get it.', async (t) => {
  const report = await runDoctor({ env: fakePath(t, {}) });
  const missing = report.tools.filter(({ ok }) => !ok).map(({ name }) => name);
  for (const name of ['npm', 'gcc', 'make', 'arm-none-eabi-gcc', 'newlib', 'qemu-system-arm']) {
    t.true(missing.includes(name), name);
  }
  t.is(report.exitCode, 3);
  t.true(report.tools.every(({ ok, mend }) => ok === (mend === null)));
  const text = renderDoctorReport(report);
  t.regex(text, /sudo apt-get update && sudo apt-get install -y qemu-system-arm/);
  t.regex(text, /^SB_DOCTOR_TOOLS_MISSING: \d required tools are missing: npm, gcc/m);
});

test('On the machine that runs the tests TensorFlow and the serial binding load.', async (t) => {
  const names = ['Node.js', 'TensorFlow WASM', 'serialport'];
  const chosen = tools.filter(({ name }) => names.includes(name));
  t.is(chosen.length, names.length);
  const report = await runDoctor({ tools: chosen });
  t.deepEqual(
    report.tools.map(({ problem }) => problem),
    names.map(() => null),
  );
  t.regex(renderDoctorReport(report), /All required tools work\./);
});

test('No tool is listed twice, and each says what it is for and how to mend it.', (t) => {
  t.is(new Set(tools.map(({ name }) => name)).size, tools.length);
  t.true(tools.every(({ purpose, mend }) => purpose !== '' && mend !== ''));
});

function fakePath(
  t: ExecutionContext,
  programs: Readonly<Record<string, string>>,
): { PATH: string } {
  const folder = temporaryFolder(t);
  for (const [name, body] of Object.entries(programs)) {
    writeFileSync(path.join(folder, name), `#!/bin/sh\n${body}\n`);
    chmodSync(path.join(folder, name), 0o755);
  }
  return { PATH: folder };
}
