import { invalidTarget } from '../../errors.js';
import type { BareMetalTarget } from '../firmware-context.js';
import type { TemplateFile } from '../template-file.js';
import { imxrtFlexspiHeader } from './imxrt-flexspi-header.js';
import { rp2040BootStage } from './rp2040-boot-stage.js';
import { rp2350ImageDefinition } from './rp2350-image-definition.js';

/**
 * What chips want to find in flash before they run a program from it, by the name that their data
 * give: a file with a constant in the section `.boot`.
 */
const headers: Readonly<Record<string, (target: BareMetalTarget) => TemplateFile>> = {
  'imxrt-flexspi-header': imxrtFlexspiHeader,
  'rp2040-boot-stage': rp2040BootStage,
  'rp2350-image-definition': rp2350ImageDefinition,
};

/**
 * The boot header of a target, nothing where its chip wants none.
 *
 * @throws SB_TARGET_INVALID where the board asks for what is not there
 */
export function bootFiles(target: BareMetalTarget): TemplateFile[] {
  const { boot } = target.firmware;
  if (boot === undefined) return [];
  if (Object.hasOwn(headers, boot)) return [headers[boot](target)];
  const known = Object.keys(headers).join(', ');
  throw invalidTarget(target.board, 'firmware.boot', boot, `one of: ${known}`);
}
