import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { chmod, copyFile } from 'node:fs/promises';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { temporaryFolder } from '../codegen/testing/temporary-folder.js';

const scripts = path.join(import.meta.dirname, '../../scripts');
const modules = [
  'bootstrap.mjs',
  'bootstrap-build.mjs',
  'bootstrap-error.mjs',
  'bootstrap-packages.mjs',
];

const { checkNodeVersion } = (await import(path.join(scripts, 'bootstrap.mjs'))) as {
  checkNodeVersion: (version: string) => void;
};
const { outdatedPackages } = (await import(path.join(scripts, 'bootstrap-packages.mjs'))) as {
  outdatedPackages: (root: string) => string[];
};
const { isBuildStale, stampBuild } = (await import(path.join(scripts, 'bootstrap-build.mjs'))) as {
  isBuildStale: (root: string) => boolean;
  stampBuild: (root: string, startedAt: Date) => void;
};

for (const version of ['20.19.0', '20.20.2', '21.0.0', '22.0.0', '22.99.1']) {
  test(`Node.js ${version} is supported.`, (t) => {
    t.notThrows(() => checkNodeVersion(version));
  });
}

for (const version of ['16.20.2', '18.20.0', '20.18.3', '23.0.0', '24.1.0']) {
  test(`Node.js ${version} is refused with the version to install.`, (t) => {
    t.throws(() => checkNodeVersion(version), {
      code: 'SB_NODE_UNSUPPORTED',
      message: new RegExp(`this is ${version}\\. Install Node\\.js 22`),
    });
  });
}

const wanted = {
  '': { version: '0.1.0' },
  'node_modules/a': { version: '1.0.0' },
  'node_modules/b': { version: '2.0.0', optional: true },
};

const packageRows: readonly { title: string; installed?: object; outdated: string[] }[] = [
  {
    title: 'all packages are installed',
    installed: { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0' } },
    outdated: [],
  },
  {
    title: 'only an optional package is missing',
    installed: { 'node_modules/a': { version: '1.0.0' } },
    outdated: [],
  },
  {
    title: 'an optional package has another version',
    installed: { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.9.0' } },
    outdated: ['node_modules/b'],
  },
  {
    title: 'a package has another version',
    installed: { 'node_modules/a': { version: '1.0.1' } },
    outdated: ['node_modules/a'],
  },
  { title: 'nothing is installed', outdated: ['node_modules/a'] },
];

for (const { title, installed, outdated } of packageRows) {
  test(`When ${title}, ${outdated.length === 0 ? 'nothing' : outdated.join()} is outdated.`, (t) => {
    const root = createRoot(t);
    writeFile(root, 'package-lock.json', JSON.stringify({ packages: wanted }));
    if (installed !== undefined) {
      writeFile(root, 'node_modules/.package-lock.json', JSON.stringify({ packages: installed }));
    }
    t.deepEqual(outdatedPackages(root), outdated);
  });
}

const now = Date.now();
const past = new Date(now - 60_000);
const later = new Date(now + 60_000);

const buildRows: readonly { title: string; change: (root: string) => void; isStale: boolean }[] = [
  { title: 'nothing has changed', change: () => {}, isStale: false },
  {
    title: 'a source deep down is newer',
    change: (root) => utimesSync(path.join(root, 'trainer/layers/dense.ts'), later, later),
    isStale: true,
  },
  {
    title: 'the compiler options are newer',
    change: (root) => utimesSync(path.join(root, 'tsconfig.json'), later, later),
    isStale: true,
  },
  {
    title: 'a file has been removed from a folder',
    change: (root) => utimesSync(path.join(root, 'trainer/layers'), later, later),
    isStale: true,
  },
  {
    title: 'a file that is not compiled is newer',
    change: (root) => utimesSync(path.join(root, 'trainer/layers/notes.md'), later, later),
    isStale: false,
  },
  {
    title: 'the record of the last build is missing',
    change: (root) => rmSync(path.join(root, 'dist/.softbit-built')),
    isStale: true,
  },
];

for (const { title, change, isStale } of buildRows) {
  test(`The build is ${isStale ? 'stale' : 'fresh'} when ${title}.`, (t) => {
    const root = createRoot(t);
    for (const file of ['tsconfig.json', 'package-lock.json', 'trainer/layers/notes.md']) {
      writeFile(root, file, '');
    }
    writeFile(root, 'trainer/layers/dense.ts', '');
    for (const file of ['', '/layers', '/layers/dense.ts']) {
      utimesSync(path.join(root, `trainer${file}`), past, past);
    }
    mkdirSync(path.join(root, 'dist'));
    stampBuild(root, new Date(now + 1000));
    change(root);
    t.is(isBuildStale(root), isStale);
  });
}

test('A fresh checkout is installed, compiled, set up and then demonstrated.', async (t) => {
  const root = await createCheckout(t);
  const { code, stderr, stdout } = await bootstrap(root, ['demo', '--fast']);
  t.is(code, 0);
  t.is(stdout, 'main.js demo --fast\n');
  t.deepEqual(readLog(root), ['npm ci --ignore-scripts', 'tsc', 'set-up demo']);
  t.regex(stderr, /^softbit: Node\.js .* is supported\.$/m);
});

test('A second start runs neither npm nor the compiler.', async (t) => {
  const root = await createCheckout(t);
  await bootstrap(root, ['setup']);
  rmSync(path.join(root, 'log'));
  const { code } = await bootstrap(root, ['test', 'dist/x.test.js']);
  t.is(code, 0);
  t.deepEqual(readLog(root), ['set-up test', 'ava dist/x.test.js']);
});

test('Compiled files whose source is gone are removed, so that no dead test runs.', async (t) => {
  const root = await createCheckout(t);
  for (const name of ['dead.test.js', 'dead.test.js.map', 'alive.js']) {
    writeFile(root, `dist/trainer/${name}`, '');
  }
  writeFile(root, 'trainer/alive.ts', '');
  await bootstrap(root, ['setup']);
  t.false(existsSync(path.join(root, 'dist/trainer/dead.test.js')));
  t.false(existsSync(path.join(root, 'dist/trainer/dead.test.js.map')));
  t.true(existsSync(path.join(root, 'dist/trainer/alive.js')));
});

interface FailureRow {
  readonly title: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly spoil?: (root: string) => void;
  readonly code: number;
  readonly stderr: RegExp;
}

const failureRows: readonly FailureRow[] = [
  {
    title: "The demo's exit code is passed on.",
    env: { FAKE_DEMO_EXIT: '4' },
    code: 4,
    stderr: /^softbit: /,
  },
  {
    title: 'A failing npm is a coded error.',
    env: { FAKE_NPM_EXIT: '1' },
    code: 3,
    stderr: /SB_NPM_CI_FAILED: "npm ci" ended with exit code 1/,
  },
  {
    title: 'A failing compilation is a coded error.',
    env: { FAKE_TSC_EXIT: '2' },
    code: 1,
    stderr: /SB_COMPILE_FAILED: /,
  },
  {
    title: 'A failing set-up passes its code and exit code on.',
    env: { FAKE_SETUP_FAILS: 'yes' },
    code: 3,
    stderr: /^softbit: SB_FAKE: something is missing$/m,
  },
  {
    title: 'A missing npm is a coded error.',
    env: { PATH: '/nonexistent' },
    code: 3,
    stderr: /SB_PROGRAM_MISSING: "npm" cannot be started/,
  },
  {
    title: 'A damaged package-lock.json is a coded error.',
    spoil: (root) => writeFile(root, 'package-lock.json', '{"packages": '),
    code: 3,
    stderr: /SB_LOCKFILE_UNREADABLE: package-lock\.json cannot be read/,
  },
  {
    title: 'An unknown purpose is a usage error.',
    args: ['deploy'],
    code: 2,
    stderr: /SB_PURPOSE_UNKNOWN: .*not "deploy"/,
  },
];

for (const { title, args = ['demo'], env, spoil, code, stderr } of failureRows) {
  test(title, async (t) => {
    const root = await createCheckout(t);
    spoil?.(root);
    const result = await bootstrap(root, args, env);
    t.is(result.code, code);
    t.regex(result.stderr, stderr);
    t.notRegex(result.stderr, /^\s+at /m, 'a stack trace is for bugs of ours');
  });
}

test('After a failed compilation the next start compiles again.', async (t) => {
  const root = await createCheckout(t);
  await bootstrap(root, ['setup'], { FAKE_TSC_EXIT: '2' });
  await bootstrap(root, ['setup']);
  t.deepEqual(readLog(root), ['npm ci --ignore-scripts', 'tsc', 'tsc', 'set-up setup']);
});

/** A checkout whose npm, compiler, set-up, demo and test runner only write down their calls. */
async function createCheckout(t: ExecutionContext): Promise<string> {
  const root = createRoot(t);
  const packages = { 'node_modules/a': { version: '1.0.0' } };
  const log = `require('node:fs').appendFileSync('${root}/log', `;
  mkdirSync(path.join(root, 'scripts'));
  for (const name of modules) {
    await copyFile(path.join(scripts, name), path.join(root, 'scripts', name));
  }
  for (const [file, content] of Object.entries({
    'package.json': '{"type": "commonjs"}',
    'tsconfig.json': '{}',
    'package-lock.json': JSON.stringify({ packages }),
    'node_modules/typescript/bin/tsc': `${log} 'tsc\\n'); process.exitCode = Number(process.env.FAKE_TSC_EXIT ?? 0);`,
    'node_modules/ava/entrypoints/cli.mjs': `import fs from 'node:fs'; fs.appendFileSync('log', 'ava ' + process.argv.slice(2).join(' ') + '\\n');`,
    'scripts/main.ts': '',
    'scripts/set-up/index.ts': '',
    'dist/scripts/main.js': `console.log('main.js', ...process.argv.slice(2)); process.exitCode = Number(process.env.FAKE_DEMO_EXIT ?? 0);`,
    'dist/scripts/set-up/index.js': `exports.setUp = async ({ purpose }) => {
      if (process.env.FAKE_SETUP_FAILS) throw Object.assign(new Error('something is missing'), { code: 'SB_FAKE', exitCode: 3 });
      ${log} 'set-up ' + purpose + '\\n'); };`,
    'bin/npm': `#!/bin/sh
      echo "npm $1 $2" >> log
      echo "an npm notice that must not reach standard output"
      [ -n "$FAKE_NPM_EXIT" ] && exit "$FAKE_NPM_EXIT"
      echo '${JSON.stringify({ packages })}' > node_modules/.package-lock.json`,
  })) {
    writeFile(root, file, content);
  }
  await chmod(path.join(root, 'bin/npm'), 0o755);
  return root;
}

function bootstrap(
  root: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const PATH = `${path.join(root, 'bin')}:/usr/bin:/bin`;
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [path.join(root, 'scripts/bootstrap.mjs'), ...args],
      { env: { PATH, ...env } },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

function readLog(root: string): string[] {
  return readFileSync(path.join(root, 'log'), 'utf8').trim().split('\n');
}

function createRoot(t: ExecutionContext): string {
  const root = temporaryFolder(t);
  return root;
}

function writeFile(root: string, name: string, content: string): void {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  writeFileSync(path.join(root, name), content);
}
