import { invalidTarget } from '../../errors.js';
import { toolVersion } from '../../tool-version.js';
import type { BareMetalTarget } from '../firmware-context.js';
import { hexadecimal } from '../hexadecimal.js';
import type { TemplateFile } from '../template-file.js';

/** Where the ROM looks for the image vector table, from the beginning of flash. */
const VECTOR_TABLE_OFFSET = 0x1000;
const CONFIGURATION_BYTES = 512;

/**
 * What the ROM of an i.MX RT1060 reads of a flash at its FlexSPI: how to read it at four bits a
 * clock, and where the program is.
 *
 * @throws SB_TARGET_INVALID where `memory.boot` leaves no room for it
 */
export function imxrtFlexspiHeader({ board, memory }: BareMetalTarget): TemplateFile {
  const { boot, flash } = memory;
  if (boot === undefined || boot.length < 2 * VECTOR_TABLE_OFFSET) {
    const actual = boot === undefined ? 'nothing' : boot.length;
    throw invalidTarget(board, 'memory.boot', actual, `${2 * VECTOR_TABLE_OFFSET} bytes or more`);
  }
  const view = {
    version: toolVersion,
    start: hexadecimal(boot.origin),
    flashBytes: hexadecimal(chipBytes(flash.origin + flash.length - boot.origin)),
    unusedBytes: VECTOR_TABLE_OFFSET - CONFIGURATION_BYTES,
  };
  return { path: 'firmware/startup/boot.c', template: 'boot/imxrt-flexspi-header.c.hbs', view };
}

/** Flash chips have powers of two; a boot program of the board's may keep the end for itself. */
function chipBytes(used: number): number {
  return 2 ** Math.ceil(Math.log2(used));
}
