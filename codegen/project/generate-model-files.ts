import type { Model } from '../model/graph.js';
import type { ModelMemory } from './model-memory.js';
import type { GeneratedFile } from './target.js';

export interface ModelFilesOptions {
  readonly model: Model;
  /** The target's architecture features, `Target.features`. */
  readonly features: readonly string[];
  /** The target's core id, `Target.core`. */
  readonly core: string;
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
}

export function generateModelFiles(options: ModelFilesOptions): GeneratedModel {
  throw new Error(`generation of ${options.model.name} is being written`);
}
