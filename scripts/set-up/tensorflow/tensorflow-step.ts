import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Machine, SetUpStep, StepContext } from '../set-up-step.js';
import {
  bindingFolder,
  ensurePackage,
  removeBuilt,
  verifyBinding,
  wantedVersion,
} from './binding-folder.js';
import { downloadLibrary } from './download-attempt.js';
import { buildQuietLoader } from './quiet-loader.js';
import { readStamp, writeStamp } from './stamp.js';
import { buildFromWheel } from './wheel-attempt.js';

interface Attempt {
  /** What the user reads while it runs: "trying …". */
  readonly name: string;
  readonly install: (machine: Machine) => Promise<void>;
}

/** Each is followed by a check that the binding loads; the first that passes is kept. */
const attempts: readonly Attempt[] = [
  { name: 'its own download', install: downloadLibrary },
  { name: "the library of pip's tensorflow-cpu wheel (290 MB)", install: buildFromWheel },
];

const wasmOutcome =
  'WASM, because native was not to be had; expect training to take about 3 times as long. "npm run setup" tries native again.';

/** TensorFlow's native library for tfjs-node; where it cannot be had, WASM stands in for it. */
export const tensorflowStep: SetUpStep = {
  name: 'TensorFlow backend',
  isDone: isInstalled,
  run: install,
  outcome: async ({ machine }) => (await readStamp(machine))?.outcome ?? 'unknown.',
};

/** `npm run setup` tries again what failed before; the other commands take WASM and go on. */
async function isInstalled({ machine, purpose }: StepContext): Promise<boolean> {
  const stamp = await readStamp(machine);
  if (stamp === undefined || stamp.target !== (await target(machine))) return false;
  if (stamp.backend === 'wasm') return purpose !== 'setup';
  return isBuilt(machine);
}

async function install(context: StepContext): Promise<void> {
  const { machine } = context;
  const outcome = (await outcomeOfEarlierBuild(machine)) ?? (await firstThatWorks(context));
  if (outcome !== undefined) await buildQuietLoader(machine);
  await writeStamp(machine, {
    backend: outcome === undefined ? 'wasm' : 'native',
    outcome: outcome ?? wasmOutcome,
    target: await target(machine),
  });
}

/** Somebody may have installed the library by hand, or with plain `npm ci`. */
async function outcomeOfEarlierBuild(machine: Machine): Promise<string | undefined> {
  if (!isBuilt(machine)) return undefined;
  const failure = await failureOf(() => verifyBinding(machine), machine);
  return failure === undefined ? 'native, as it was installed before.' : undefined;
}

async function firstThatWorks({ machine, report }: StepContext): Promise<string | undefined> {
  for (const { name, install } of attempts) {
    report(`trying ${name} …`);
    const failure = await failureOf(() => build(install, machine), machine);
    if (failure === undefined) return `native, from ${name}.`;
    report(`${name} failed: ${failure}`);
  }
  return undefined;
}

async function build(install: Attempt['install'], machine: Machine): Promise<void> {
  try {
    await ensurePackage(machine);
    await install(machine);
    await verifyBinding(machine);
  } catch (error) {
    await removeBuilt(machine);
    throw error;
  }
}

/** Why `work` failed, in one line, or undefined. An interruption is no failure: it ends all. */
async function failureOf(work: () => Promise<void>, machine: Machine): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    machine.signal.throwIfAborted();
    return tellingLine(error);
  }
}

/** Of a program's output the line that names the error, else the first line of the message. */
function tellingLine(error: unknown): string {
  const lines = String(error instanceof Error ? error.message : error).split('\n');
  const telling = lines.find((line) => /^\s*(ERROR|\w*Error):/.test(line)) ?? lines[0] ?? '';
  return telling.trim();
}

function isBuilt(machine: Machine): boolean {
  return existsSync(path.join(bindingFolder(machine), 'lib'));
}

async function target(machine: Machine): Promise<string> {
  const node = process.versions.node.split('.')[0];
  return `tfjs-node ${await wantedVersion(machine)}, Node.js ${node}, ${process.platform}-${process.arch}`;
}
