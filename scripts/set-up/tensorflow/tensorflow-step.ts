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
import { readStamp, writeStamp } from './stamp.js';
import { buildFromWheel } from './wheel-attempt.js';

interface Attempt {
  /** What the user reads while it runs and when it fails: "trying … ". */
  readonly name: string;
  readonly install: (machine: Machine) => Promise<void>;
}

/** Each is followed by a check that the binding loads; the first that passes is kept. */
const attempts: readonly Attempt[] = [
  { name: 'what is installed', install: () => Promise.resolve() },
  { name: 'its own download', install: downloadLibrary },
  { name: "the library of pip's tensorflow-cpu wheel (290 MB)", install: buildFromWheel },
];

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
  return existsSync(path.join(bindingFolder(machine), 'lib'));
}

async function install({ machine, report }: StepContext): Promise<void> {
  const failures: string[] = [];
  for (const attempt of attempts) {
    const failure = await failureOf(attempt, machine, report);
    if (failure === undefined) {
      const outcome = `native, from ${attempt.name}.`;
      return writeStamp(machine, { backend: 'native', outcome, target: await target(machine) });
    }
    failures.push(failure);
  }
  const outcome = `WASM, which trains about 4 times as slowly, because native was not to be had (${failures.slice(1).join('; ')}). "npm run setup" tries again.`;
  await writeStamp(machine, { backend: 'wasm', outcome, target: await target(machine) });
}

async function failureOf(
  { name, install }: Attempt,
  machine: Machine,
  report: (line: string) => void,
): Promise<string | undefined> {
  report(`trying ${name} …`);
  try {
    await ensurePackage(machine);
    await install(machine);
    await verifyBinding(machine);
    return undefined;
  } catch (error) {
    await removeBuilt(machine);
    machine.signal.throwIfAborted();
    return `${name}: ${firstTelling(error)}`;
  }
}

/** Of a program's output the line that names the error, else the first line of the message. */
function firstTelling(error: unknown): string {
  const lines = String(error instanceof Error ? error.message : error).split('\n');
  const telling = lines.find((line) => /^\s*(ERROR|.*Error):/.test(line)) ?? lines[0] ?? '';
  return telling.trim();
}

async function target(machine: Machine): Promise<string> {
  const node = process.versions.node.split('.')[0];
  return `tfjs-node ${await wantedVersion(machine)}, Node.js ${node}, ${process.platform}-${process.arch}`;
}
