import type { MethodName, RecipeStyleName } from '../../trainer/index.js';

/** One training of an ablation. */
export interface AblationCell {
  readonly method: MethodName;
  readonly recipe: RecipeStyleName;
  readonly seed: number;
}

export interface AblationAxes {
  readonly methods: readonly MethodName[];
  readonly recipes: readonly RecipeStyleName[];
  readonly seeds: readonly number[];
}

/** From the one without an aid to the paper's. */
export const ablationMethods: readonly MethodName[] = [
  'ste',
  'pact',
  'lsq',
  'dsq-fixed',
  'dsq-alpha',
  'dsq',
];

export const ablationRecipes: readonly RecipeStyleName[] = ['plain', 'modern'];

/** Every training, one seed of them all before the next, so that half a run is a table, too. */
export function ablationGrid({ methods, recipes, seeds }: AblationAxes): AblationCell[] {
  return seeds.flatMap((seed) =>
    recipes.flatMap((recipe) => methods.map((method) => ({ method, recipe, seed }))),
  );
}

/** The order of the grid, for trainings that ended in another one. */
export function byGrid(one: AblationCell, other: AblationCell): number {
  return (
    one.seed - other.seed ||
    ablationRecipes.indexOf(one.recipe) - ablationRecipes.indexOf(other.recipe) ||
    ablationMethods.indexOf(one.method) - ablationMethods.indexOf(other.method)
  );
}

/** The name of a training's folder. */
export function cellName({ method, recipe, seed }: AblationCell): string {
  return `${method}-${recipe}-${seed}`;
}
