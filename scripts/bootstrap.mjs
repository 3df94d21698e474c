// Takes a fresh clone to a running command: `npm run demo`, `npm test` and `npm run setup` start
// here. It runs before `npm ci`, so it is plain Node without dependencies; once the TypeScript is
// compiled, the compiled set-up does the rest. When nothing is missing it starts no other program
// but the command itself.
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isBuildStale, removeOrphans, stampBuild } from './bootstrap-build.mjs';
import { BootstrapError } from './bootstrap-error.mjs';
import { outdatedPackages } from './bootstrap-packages.mjs';

/** What each of the three commands starts when the set-up is done. */
const followUps = {
  demo: (args) => ['dist/scripts/main.js', 'demo', ...args],
  test: (args) => ['node_modules/ava/entrypoints/cli.mjs', ...args],
  setup: () => undefined,
};

/** Resolves to the exit code: the follow-up's own, or 0 when there is none. */
export async function bootstrap(root, [purpose, ...args]) {
  checkNodeVersion(process.versions.node);
  if (!Object.hasOwn(followUps, purpose ?? '')) throw unknownPurpose(purpose);
  report(`Node.js ${process.versions.node} is supported.`);
  await installPackages(root);
  await compile(root);
  const compiledSetUp = pathToFileURL(path.join(root, 'dist/scripts/set-up/index.js'));
  const { setUp } = await import(compiledSetUp.href);
  await setUp({ purpose, report });
  const followUp = followUps[purpose](args);
  return followUp === undefined ? 0 : run(root, process.execPath, followUp);
}

/** tfjs-node 4.22 does not load on Node 23 and later; the tools need 20.19. */
export function checkNodeVersion(version) {
  const [major, minor] = version.split('.').map(Number);
  if (major > 22 || major < 20 || (major === 20 && minor < 19)) {
    throw new BootstrapError(
      'SB_NODE_UNSUPPORTED',
      `Softbit needs Node.js 20.19 or later and below 23, and this is ${version}. Install Node.js 22, for example with "nvm install 22".`,
    );
  }
}

async function installPackages(root) {
  const outdated = outdatedPackages(root);
  if (outdated.length === 0) return report('npm packages are installed.');
  report(`Installing npm packages, because ${outdated[0]} is missing or outdated (npm ci) …`);
  // Without install scripts nothing can fail for want of a download or a compiler; the only
  // package that needs its script is TensorFlow's, and that is a step of its own in the set-up.
  const quietly = ['--no-audit', '--no-fund', '--loglevel=error'];
  const code = await run(root, 'npm', ['ci', '--ignore-scripts', ...quietly], toStandardError);
  if (code !== 0) {
    throw new BootstrapError(
      'SB_NPM_CI_FAILED',
      `"npm ci" ended with exit code ${code}; its output above says why. Check the connection to the npm registry and run the command again.`,
    );
  }
}

async function compile(root) {
  if (!isBuildStale(root)) return report('TypeScript is compiled.');
  report('Compiling TypeScript (tsc -b) …');
  const startedAt = new Date();
  removeOrphans(root);
  const compiler = ['node_modules/typescript/bin/tsc', '-b'];
  const code = await run(root, process.execPath, compiler, toStandardError);
  if (code !== 0) {
    throw new BootstrapError(
      'SB_COMPILE_FAILED',
      `The TypeScript compiler ended with exit code ${code}; mend the errors above, or return to a clean checkout.`,
      1,
    );
  }
  stampBuild(root, startedAt);
}

/** Keeps standard output for the command itself, which may be writing JSON there. */
const toStandardError = ['inherit', 2, 2];

/** Resolves to the exit code; a child that a signal ended gives 128 and the signal's number. */
function run(root, command, args, stdio = 'inherit') {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio });
    const release = leaveSignalsTo(child);
    child.once('error', (error) => {
      release();
      reject(programMissing(command, error));
    });
    child.once('exit', (code, signal) => {
      release();
      resolve(code ?? 128 + os.constants.signals[signal]);
    });
  });
}

/** Ctrl-C reaches the child by itself, which then ends in order; this process waits for it. */
function leaveSignalsTo(child) {
  const wait = () => {};
  const forward = () => child.kill('SIGTERM');
  process.on('SIGINT', wait).on('SIGTERM', forward);
  return () => process.off('SIGINT', wait).off('SIGTERM', forward);
}

function programMissing(command, error) {
  return new BootstrapError(
    'SB_PROGRAM_MISSING',
    `"${command}" cannot be started (${error.message}). Install it and run the command again.`,
  );
}

function unknownPurpose(purpose) {
  return new BootstrapError(
    'SB_PURPOSE_UNKNOWN',
    `bootstrap.mjs takes ${Object.keys(followUps).join(', ')} and not "${purpose ?? ''}". Use "npm run demo", "npm test" or "npm run setup".`,
    2,
  );
}

function report(line) {
  process.stderr.write(`softbit: ${line}\n`);
}

function isStartedDirectly() {
  const started = process.argv[1];
  return started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url);
}

if (isStartedDirectly()) {
  const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
  try {
    process.exitCode = await bootstrap(root, process.argv.slice(2));
  } catch (error) {
    if (error.code === undefined || error.exitCode === undefined) throw error;
    report(`${error.code}: ${error.message}`);
    process.exitCode = error.exitCode;
  }
}
