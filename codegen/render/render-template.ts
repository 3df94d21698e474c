import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import { templatesFolder } from './templates-folder.js';

/**
 * One isolated Handlebars instance: strict (a name that the view lacks is an error), without HTML
 * escaping, and with no helper beyond the built-in block helpers. Templates hold layout only.
 */
const engine = Handlebars.create();
const compiled = new Map<string, HandlebarsTemplateDelegate>();

/**
 * Fills a template with a typed view; the same view gives the same bytes.
 *
 * @param template path below `firmware-templates/`, such as `model/model.c.hbs`
 * @example
 * renderTemplate('kernels/portable/add.c.hbs', view);
 */
export function renderTemplate<View extends object>(template: string, view: View): string {
  return compileTemplate(template)(view);
}

function compileTemplate(template: string): HandlebarsTemplateDelegate {
  const known = compiled.get(template);
  if (known) return known;
  const source = readTemplate(template);
  registerPartials(source);
  const fresh = engine.compile(source, {
    strict: true,
    noEscape: true,
    knownHelpersOnly: true,
    preventIndent: true,
  });
  compiled.set(template, fresh);
  return fresh;
}

const partialCall = /\{\{~?#?>\s*([\w./-]+)/g;

/** `{{> kernels/partials/dot-product}}` is the file of that path with `.hbs` behind it. */
function registerPartials(source: string): void {
  for (const [, name] of source.matchAll(partialCall)) {
    if (name in engine.partials) continue;
    const partial = readTemplate(`${name}.hbs`);
    engine.registerPartial(name, partial);
    registerPartials(partial);
  }
}

function readTemplate(template: string): string {
  return readFileSync(new URL(template, templatesFolder), 'utf8');
}
