import type { MethodName, RecipeStyleName } from '../../trainer/index.js';
import { cellName } from './ablation-grid.js';
import type { AblationRow } from './ablation-results.js';

export interface AblationFigure {
  readonly method: MethodName;
  readonly recipe: RecipeStyleName;
  readonly seeds: number;
  /** Of the accuracies over the seeds. */
  readonly mean: number;
  /** Sample standard deviation; null of a single seed. */
  readonly spread: number | null;
}

/** Mean and spread over the seeds of each method with each recipe, in the order of the rows. */
export function summarizeAblation(rows: readonly AblationRow[]): AblationFigure[] {
  return groupBy(rows, (row) => cellName({ ...row, seed: 0 })).map((group) => {
    const accuracies = group.map(({ accuracy }) => accuracy);
    const { method, recipe } = group[0];
    return { method, recipe, seeds: group.length, ...meanAndSpread(accuracies) };
  });
}

function meanAndSpread(values: readonly number[]): Pick<AblationFigure, 'mean' | 'spread'> {
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, spread: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : null };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** How far the accuracy goes from the worst of an axis to its best. */
export interface Reach {
  readonly worst: string;
  readonly best: string;
  readonly gain: number;
}

export interface AblationEffects {
  /** Of the methods, averaged over the recipes. */
  readonly quantizer: Reach;
  /** Of the recipes, averaged over the methods. */
  readonly recipe: Reach;
  /** The mean of the spreads over the seeds; null where every cell has one seed. */
  readonly noise: number | null;
}

/** How far the accuracy moves by each axis alone; null while cells are missing. */
export function effectsOf(figures: readonly AblationFigure[]): AblationEffects | null {
  const methods = groupBy(figures, ({ method }) => method);
  const recipes = groupBy(figures, ({ recipe }) => recipe);
  if (figures.length === 0 || figures.length < methods.length * recipes.length) return null;
  const spreads = figures.flatMap(({ spread }) => (spread === null ? [] : [spread]));
  const noise = spreads.length > 0 ? meanOf(spreads) : null;
  return {
    quantizer: reachOf(methods, ({ method }) => method),
    recipe: reachOf(recipes, ({ recipe }) => recipe),
    noise,
  };
}

function reachOf(
  groups: readonly (readonly AblationFigure[])[],
  nameOf: (figure: AblationFigure) => string,
): Reach {
  const ranked = groups
    .map((group) => ({ name: nameOf(group[0]), mean: meanOf(group.map(({ mean }) => mean)) }))
    .sort((one, other) => one.mean - other.mean);
  const [worst, best] = [ranked[0], ranked.at(-1)!];
  return { worst: worst.name, best: best.name, gain: best.mean - worst.mean };
}

/** In the order in which the keys turn up. */
function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups.values()];
}
