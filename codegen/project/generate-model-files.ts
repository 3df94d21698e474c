import type { KernelChoice, KernelPolicy } from '../kernels/select-kernel.js';
import { modelHash } from '../model/model-hash.js';
import type { Model } from '../model/graph.js';
import { fitArena } from '../model-view/fit-arena.js';
import type { Step } from '../model-view/lower-model.js';
import { modelMemory } from '../model-view/memory-view.js';
import { modelView, type ModelView } from '../model-view/model-view.js';
import type { PassReport } from '../passes/pass.js';
import { runPasses } from '../passes/run-passes.js';
import { renderKernel } from '../render/render-kernel.js';
import { renderTemplate } from '../render/render-template.js';
import type { ModelMemory } from './model-memory.js';
import { toolVersion } from '../tool-version.js';
import type { GeneratedFile } from './target.js';

export interface ModelFilesOptions {
  readonly model: Model;
  /** The target's architecture features, `Target.features`. */
  readonly features: readonly string[];
  /** The target's core id, `Target.core`. */
  readonly core: string;
  /** Marks for a profiler where each step begins; kernels are the same either way. */
  readonly markers?: boolean | undefined;
  /** By what kernels are chosen; default: the cheapest by their own estimates. */
  readonly policy?: KernelPolicy | undefined;
  /** Threads that share the work of large layers, by POSIX threads; default: 1, without any. */
  readonly threads?: number | undefined;
}

/** What firmware around the model must know of its C interface. */
export interface ModelInterface {
  /** Path of the header: `model/softbit_lenet5.h`. */
  readonly header: string;
  /** Prefix of functions: `softbit_lenet5`, for `softbit_lenet5_run` and so on. */
  readonly prefix: string;
  /** Prefix of macros: `SOFTBIT_LENET5`, for `SOFTBIT_LENET5_INPUT_BYTES` and so on. */
  readonly macroPrefix: string;
  /** Full SHA-256 of the model's two files, as `SOFTBIT_LENET5_MODEL_HASH` says it. */
  readonly modelHash: string;
}

export interface GeneratedModel {
  readonly files: readonly GeneratedFile[];
  /** Paths of the `.c` files among them, in emission order. */
  readonly sources: readonly string[];
  readonly interface: ModelInterface;
  readonly memory: ModelMemory;
  /** Passes that fired, in order. */
  readonly passes: readonly PassReport[];
  /** For every node the kernels that accept it, which was taken and why. */
  readonly kernels: readonly KernelChoice[];
}

/**
 * Generates a model as self-contained C99: the model, its packed weights and the kernels that it
 * needs. The same model and target give the same bytes.
 *
 * @param options.model a graph that passed `verifyModel`
 * @example
 * const { files, memory } = generateModelFiles({ model, features: [], core: 'cortex-m4' });
 */
export function generateModelFiles(options: ModelFilesOptions): GeneratedModel {
  const { model, features, core, markers = false, policy, threads = 1 } = options;
  const { model: rewritten, reports } = runPasses(model);
  const { lowered, plan } = fitArena({ model: rewritten, features, core, policy, threads });
  const hash = modelHash(model);
  const view = modelView({ lowered, plan, hash, version: toolVersion, markers, threads });
  const files = [...modelFiles(view), ...kernelFiles(lowered.steps)];
  return {
    files,
    sources: files.map((file) => file.path).filter((path) => path.endsWith('.c')),
    interface: {
      header: `model/${view.prefix}.h`,
      prefix: view.prefix,
      macroPrefix: view.macro,
      modelHash: hash,
    },
    memory: modelMemory(lowered, plan),
    passes: reports,
    kernels: lowered.choices,
  };
}

/** Template and what follows the model's prefix in the file's name. */
const modelTemplates = [
  ['model.h', '.h'],
  ['model.c', '.c'],
  ['weights.h', '_weights.h'],
  ['weights.c', '_weights.c'],
] as const;

/** What a model with threads has besides. */
const threadTemplates = [
  ['threads.h', '_threads.h'],
  ['threads.c', '_threads.c'],
] as const;

function modelFiles(view: ModelView): GeneratedFile[] {
  return [...modelTemplates, ...(view.threads ? threadTemplates : [])].map(
    ([template, suffix]) => ({
      path: `model/${view.prefix}${suffix}`,
      contents: renderTemplate(`model/${template}.hbs`, view),
    }),
  );
}

/** The common header and each used kernel once, by name. */
function kernelFiles(steps: readonly Step[]): GeneratedFile[] {
  const sources = new Map(steps.map(({ source }) => [source.symbol, source]));
  const header = {
    path: 'kernels/softbit_kernels.h',
    contents: renderTemplate('kernels/softbit_kernels.h.hbs', { version: toolVersion }),
  };
  const kernels = [...sources.keys()].sort().map((symbol) => {
    return { path: `kernels/${symbol}.c`, contents: renderKernel(sources.get(symbol)!) };
  });
  return [header, ...kernels];
}
