import { augmentationNames } from '../data/index.js';
import { badRecipeValue, unknownRecipeField } from './errors.js';
import { updateRules } from './update-rules.js';
import type { Recipe } from './recipes.js';

/**
 * The recipe with some of its fields changed.
 *
 * @param assignments `FIELD=VALUE`, fields by their dotted path; `none` switches off what may be off
 * @throws SoftbitError `SB_RECIPE_FIELD`, `SB_RECIPE_VALUE`
 * @example
 * overrideRecipe(recipe, ['quantized.learningRate=0.001', 'float.clipNorm=5']);
 */
export function overrideRecipe(recipe: Recipe, assignments: readonly string[]): Recipe {
  const changed = structuredClone(recipe);
  for (const assignment of assignments) assign(changed, assignment);
  return changed;
}

type Fields = Record<string, unknown>;

function assign(recipe: Recipe, assignment: string): void {
  const [name, value = ''] = assignment.split('=', 2);
  const keys = name.split('.');
  const last = keys.pop()!;
  const parent = keys.reduce<unknown>((value, key) => childOf(value, key), recipe);
  const known = fieldNames(recipe);
  if (!known.includes(name)) throw unknownRecipeField(name, known);
  (parent as Fields)[last] = parseValue(name, value);
}

function childOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Fields)[key] : undefined;
}

/** Fields that are numbers, names or off. */
export function fieldNames(recipe: object, prefix = ''): string[] {
  return Object.entries(recipe).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null
      ? fieldNames(value as object, `${prefix}${name}.`)
      : [prefix + name],
  );
}

function parseValue(name: string, text: string): unknown {
  if (name === 'augmentation') return parseName(name, text, augmentationNames);
  if (name.endsWith('optimizer')) return parseName(name, text, Object.keys(updateRules));
  const optional = optionalFields.some((field) => name.endsWith(field));
  if (optional && text === 'none') return null;
  const value = Number(text);
  if (text === '' || !Number.isFinite(value) || value < 0) {
    const wanted = optional ? 'a number of 0 or more, or none' : 'a number of 0 or more';
    throw badRecipeValue(name, text, wanted);
  }
  return value;
}

const optionalFields = ['clipNorm', 'averaging', 'patience'];

function parseName(name: string, text: string, known: readonly string[]): string {
  if (!known.includes(text)) throw badRecipeValue(name, text, `one of: ${known.join(', ')}`);
  return text;
}
