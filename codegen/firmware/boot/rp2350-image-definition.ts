import { toolVersion } from '../../tool-version.js';
import type { TemplateFile } from '../template-file.js';

/**
 * The block by which an RP2350's boot ROM knows a program, among the first 4 KB of flash. Without an
 * item for them, vectors are where the program begins.
 */
export function rp2350ImageDefinition(): TemplateFile {
  return {
    path: 'firmware/startup/boot.c',
    template: 'boot/rp2350-image-definition.c.hbs',
    view: { version: toolVersion },
  };
}
