import type { GeneratedFile } from '../project/target.js';
import { bareMetalPort } from './bare-metal-port.js';
import { answersMlperf, isBareMetal, type FirmwareContext } from './firmware-context.js';
import { hostedPort } from './hosted-port.js';
import { linkFiles, profileFiles } from './link-files.js';
import { mlperfFiles } from './mlperf/mlperf-files.js';
import type { FirmwarePort } from './firmware-port.js';
import { renderFile } from './template-file.js';

/** The firmware around a model, and how to link it. */
export interface Firmware extends Omit<FirmwarePort, 'files'> {
  readonly files: readonly GeneratedFile[];
}

/**
 * Generates what makes a program of a generated model: link, drivers, start-up code and linker
 * scripts, or a program for this machine where the target has no peripherals.
 *
 * @throws SB_TARGET_INVALID, SB_MODEL_LINK
 */
export function firmwareFiles(context: FirmwareContext): Firmware {
  const { target } = context;
  const port = isBareMetal(target) ? bareMetalPort(target, context) : hostedPort(target);
  const common = context.isProfiled ? profileFiles(context) : linkFiles(context);
  const mlperf = answersMlperf(context) ? mlperfFiles(context, port.ticksPerSecond) : [];
  const files = [...common, ...mlperf, ...port.files].map(renderFile);
  return { ...port, files };
}
