import { renderTemplate } from '../render/render-template.js';
import type { GeneratedFile } from '../project/target.js';

/** A file of the firmware: its path in the project, its template and what fills it. */
export interface TemplateFile {
  readonly path: string;
  /** Below `firmware-templates/firmware/`. */
  readonly template: string;
  readonly view: object;
}

export function renderFile({ path, template, view }: TemplateFile): GeneratedFile {
  return { path, contents: renderTemplate(`firmware/${template}`, view) };
}
