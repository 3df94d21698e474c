import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { debianPackagesStep } from './debian/debian-packages-step.js';
import { interrupted } from './errors.js';
import type { Machine, Purpose, SetUpStep, StepContext } from './set-up-step.js';
import { fusedOpsStep } from './tensorflow/fused-ops-step.js';
import { tensorflowStep } from './tensorflow/tensorflow-step.js';

export interface SetUpOptions {
  /** Default: `setup`, which installs everything and tries again what once failed. */
  readonly purpose?: Purpose;
  /** Gets one line per step. Default: standard error. */
  readonly report?: (line: string) => void;
  readonly machine?: Partial<Machine>;
  readonly steps?: readonly SetUpStep[];
}

/** In order: TensorFlow's binding may have to be compiled with what the packages bring. */
const allSteps: readonly SetUpStep[] = [debianPackagesStep, tensorflowStep, fusedOpsStep];

/**
 * Installs what Softbit needs besides its npm packages: the cross-compilers and emulators, and
 * TensorFlow's native library. Steps that are done are only reported.
 *
 * @throws SoftbitError with exit code 3 when something cannot be installed; a missing native
 * TensorFlow is no error, because WASM stands in for it.
 * @example
 * await setUp({ purpose: 'demo' });
 */
export async function setUp({
  purpose = 'setup',
  report = (line) => process.stderr.write(`softbit: ${line}\n`),
  machine,
  steps = allSteps,
}: SetUpOptions = {}): Promise<void> {
  const controller = new AbortController();
  const interrupt = (): void => controller.abort(interrupted());
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  const context = { purpose, report, machine: { ...thisMachine(controller.signal), ...machine } };
  try {
    for (const step of steps) await perform(step, context);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

async function perform(step: SetUpStep, context: StepContext): Promise<void> {
  const report = (line: string): void => context.report(`${step.name}: ${line}`);
  const stepContext = { ...context, report };
  if (!(await step.isDone(stepContext))) await step.run(stepContext);
  report(await step.outcome(stepContext));
}

function thisMachine(signal: AbortSignal): Machine {
  return {
    root: fileURLToPath(new URL('../../..', import.meta.url)),
    env: process.env,
    isRoot: process.getuid?.() === 0,
    signal,
  };
}
