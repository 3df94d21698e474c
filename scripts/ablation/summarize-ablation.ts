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

export interface AblationEffects {
  /** From the worst to the best method, averaged over the recipes. */
  readonly quantizer: number;
  /** From the worst to the best recipe, averaged over the methods. */
  readonly recipe: number;
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
  return { quantizer: reach(methods), recipe: reach(recipes), noise };
}

function reach(groups: readonly (readonly AblationFigure[])[]): number {
  const means = groups.map((group) => meanOf(group.map(({ mean }) => mean)));
  return Math.max(...means) - Math.min(...means);
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
