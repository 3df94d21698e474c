import type { KernelSource } from '../kernels/kernel.js';
import { toolVersion } from '../tool-version.js';
import { renderTemplate } from './render-template.js';

/** The text of a kernel's C file. */
export function renderKernel({ symbol, template, view, parts = false }: KernelSource): string {
  return renderTemplate(template, { ...view, parts, symbol, version: toolVersion });
}
