import type { PhaseRecipe, Recipe } from './recipes.js';

/** What a style makes of a network's own recipe. */
type RecipeStyle = (recipe: Recipe) => Recipe;

/**
 * - `tuned`: the network's own recipe;
 * - `plain`: what is left of it without every aid that came after the first papers on quantization;
 * - `modern`: with all of them. Damping stays off: it holds weights back in short trainings.
 */
export const recipeStyles = {
  tuned: (recipe) => recipe,
  plain: ({ augmentation, float, quantized }) => ({
    augmentation,
    float: { ...float, ...withoutAids },
    quantized: {
      ...quantized,
      ...withoutAids,
      weightDecay: 1e-4,
      distillation: { ...quantized.distillation, share: 0 },
      oscillationDamping: 0,
      batchNormImages: 0,
    },
  }),
  modern: ({ augmentation, float, quantized }) => ({
    augmentation,
    float: { ...float, ...withAids },
    quantized: { ...quantized, ...withAids },
  }),
} satisfies Record<string, RecipeStyle>;

export type RecipeStyleName = keyof typeof recipeStyles;

export const recipeStyleNames = Object.keys(recipeStyles) as RecipeStyleName[];

type Aids = Pick<PhaseRecipe, 'warmUpEpochs' | 'labelSmoothing' | 'clipNorm' | 'averaging'>;

const withoutAids: Aids = {
  warmUpEpochs: 0,
  labelSmoothing: 0,
  clipNorm: null,
  averaging: null,
};

const withAids: Aids = {
  warmUpEpochs: 1,
  labelSmoothing: 0.05,
  clipNorm: 5,
  averaging: 0.999,
};
