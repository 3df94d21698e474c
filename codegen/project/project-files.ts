import type { Firmware } from '../firmware/firmware-files.js';
import { isBareMetal, type FirmwareContext } from '../firmware/firmware-context.js';
import { elementCount, findTensor, type CodeTensor } from '../model/graph.js';
import { renderTemplate } from '../render/render-template.js';
import { toolVersion } from '../tool-version.js';
import { linkMapOf } from './manifest.js';
import type { GeneratedFile } from './target.js';

/** The project's Makefile: every `.c` file of model and firmware, in the order of emission. */
export function makefile(
  context: FirmwareContext,
  firmware: Firmware,
  frontEnd: readonly GeneratedFile[],
): GeneratedFile {
  const { model, target, generated } = context;
  const { prefix, architectureFlags, linkFlags } = target.toolchain;
  const otherSources = [...frontEnd, ...firmware.files]
    .map((file) => file.path)
    .filter((path) => path.endsWith('.c'));
  const view = {
    version: toolVersion,
    model: model.name,
    board: target.board,
    program: firmware.program,
    linkMap: linkMapOf(firmware.program),
    prefix,
    sources: [...generated.sources, ...otherSources],
    architectureFlags:
      (context.threads ?? 1) > 1 ? [...architectureFlags, '-pthread'] : architectureFlags,
    optimization: context.optimize === 'size' ? '-Os' : '-O2',
    linkFlags: [...firmware.linkFlags, ...linkFlags],
    linkerScripts: firmware.linkerScripts,
  };
  return { path: 'Makefile', contents: renderTemplate('firmware/Makefile.hbs', view) };
}

/** How to build the project and how to use the model without the firmware. */
export function readme(
  context: FirmwareContext,
  firmware: Firmware,
  frontEnd: readonly GeneratedFile[],
): GeneratedFile {
  const { model, target, generated } = context;
  const input = findTensor(model, model.input.tensor) as CodeTensor;
  const view = {
    version: toolVersion,
    model: model.name,
    board: target.board,
    hash: generated.interface.modelHash,
    header: generated.interface.header,
    prefixC: generated.interface.prefix,
    macro: generated.interface.macroPrefix,
    compiler: `${target.toolchain.prefix}gcc`,
    isBareMetal: isBareMetal(target),
    program: firmware.program,
    firmwareHolds: firmware.holds,
    frontEndHeader: frontEnd.find(({ path }) => path.endsWith('.h'))?.path ?? null,
    inputShape: input.shape.join(' × '),
    inputBits: input.bits,
    inputShift: model.input.preprocessing.shift,
    inputBytes: generated.memory.inputBytes,
    outputCount: elementCount(findTensor(model, model.output).shape),
    memory: generated.memory,
  };
  return { path: 'README.md', contents: renderTemplate('firmware/README.md.hbs', view) };
}
