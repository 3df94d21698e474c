import type { Firmware } from '../firmware/firmware-files.js';
import { isBareMetal, type FirmwareContext } from '../firmware/firmware-context.js';
import { elementCount, findTensor } from '../model/graph.js';
import { toolVersion } from '../tool-version.js';
import type { ModelMemory } from './model-memory.js';
import type { GeneratedFile } from './target.js';

/** By this file a folder is known for a generated project. */
export const manifestPath = 'softbit-project.json';

/** What a generated project says of itself. */
export interface ProjectManifest {
  readonly format: 'softbit-project';
  readonly version: 1;
  readonly tool: string;
  readonly board: string;
  readonly core: string;
  readonly kind: 'bare-metal' | 'hosted';
  readonly model: {
    readonly name: string;
    readonly hash: string;
    readonly inputBytes: number;
    readonly outputCount: number;
  };
  /** Built program, relative to the project's folder. */
  readonly program: string;
  /** What the linker put where, beside the program. */
  readonly linkMap: string;
  /** `arm-none-eabi-` or empty. */
  readonly compilerPrefix: string;
  readonly memory: ModelMemory;
}

export function manifest(context: FirmwareContext, firmware: Firmware): ProjectManifest {
  const { model, target, generated } = context;
  return {
    format: 'softbit-project',
    version: 1,
    tool: `softbit ${toolVersion}`,
    board: target.board,
    core: target.core,
    kind: isBareMetal(target) ? 'bare-metal' : 'hosted',
    model: {
      name: model.name,
      hash: generated.interface.modelHash,
      inputBytes: generated.memory.inputBytes,
      outputCount: elementCount(findTensor(model, model.output).shape),
    },
    program: firmware.program,
    linkMap: linkMapOf(firmware.program),
    compilerPrefix: target.toolchain.prefix,
    memory: generated.memory,
  };
}

export function manifestFile(contents: ProjectManifest): GeneratedFile {
  return { path: manifestPath, contents: `${JSON.stringify(contents, null, 2)}\n` };
}

/** `build/firmware.elf` → `build/firmware.map`. */
export function linkMapOf(program: string): string {
  return `${program.replace(/\.elf$/, '')}.map`;
}
