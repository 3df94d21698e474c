import type { Augmentation } from './stand-in.js';
import { networkRecipes, type Recipe } from './recipes.js';

export interface RecipeForOptions {
  /** A name of the network registry. */
  readonly network: string;
  /** A name of the data formats; others are not augmented. */
  readonly dataset: string;
  /** Bits of most weights, or 32. */
  readonly weightBits: number;
  /** Epochs of both phases together, in the recipe's ratio; default: the recipe's own. */
  readonly epochs?: number | undefined;
}

/** The demo's epochs on the built-in digits: one to two minutes on two cores. */
export const demoEpochs = 8;

/** What leaves a picture's class alone; mirrored digits are other digits or none. */
const augmentations: Readonly<Record<string, Augmentation>> = {
  mnist: 'affine',
  digits: 'affine',
};

/**
 * The recipe to train a network on a data set.
 *
 * @example
 * const recipe = recipeFor({ network: 'lenet5', dataset: 'mnist', weightBits: 2 });
 */
export function recipeFor({ network, dataset, weightBits, epochs }: RecipeForOptions): Recipe {
  const { float, quantized } = networkRecipes[network] ?? networkRecipes.lenet5;
  const split = splitEpochs(float.epochs, quantized.epochs, epochs);
  return {
    augmentation: augmentations[dataset] ?? 'none',
    float: { ...float, epochs: split.float },
    quantized: {
      ...quantized,
      epochs: split.quantized,
      weightDecay: weightDecayFor(weightBits),
    },
  };
}

/** A total in the ratio of the recipe; fine-tuning, which decides the result, comes first. */
function splitEpochs(
  float: number,
  quantized: number,
  total = float + quantized,
): { readonly float: number; readonly quantized: number } {
  const share = Math.round((total * quantized) / (float + quantized));
  const fineTuning = Math.max(1, Math.min(total - 1, share));
  return { float: total - fineTuning, quantized: fineTuning };
}

/**
 * Few levels regularize by themselves.
 *
 * Source: Esser et al., "Learned Step Size Quantization", ICLR 2020, section 3.2, in kind.
 */
export function weightDecayFor(weightBits: number): number {
  return weightBits <= 2 ? 3e-5 : 1e-4;
}
