import type { AugmentationName } from '../data/index.js';
import { networkRecipes, type Recipe } from './recipes.js';
import { recipeStyles, type RecipeStyleName } from './recipe-styles.js';

export interface RecipeForOptions {
  /** A name of the network registry. */
  readonly network: string;
  /** A name of the data formats; others are not augmented. */
  readonly dataset: string;
  /** Bits of most weights, or 32. */
  readonly weightBits: number;
  /** Default `tuned`. */
  readonly style?: RecipeStyleName | undefined;
  /** Epochs of float pre-training; default: the recipe's own. */
  readonly floatEpochs?: number | undefined;
  /** Epochs of quantized fine-tuning; default: the recipe's own. */
  readonly epochs?: number | undefined;
}

/** For the demo on the built-in digits: a minute or two on two cores. */
export const demoEpochs = { floatEpochs: 3, epochs: 5 } as const;

/** What leaves a picture's class alone: a mirrored cat is a cat, a mirrored 3 is nothing. */
const augmentations: Readonly<Record<string, AugmentationName>> = {
  mnist: 'affine',
  digits: 'affine',
  'fashion-mnist': 'affine',
  cifar10: 'shift-flip',
  kws12: 'frames',
  asc40: 'frames',
  wav: 'frames',
};

/**
 * The recipe to train a network on a data set.
 *
 * @example
 * const recipe = recipeFor({ network: 'lenet5', dataset: 'mnist', weightBits: 2 });
 */
export function recipeFor(options: RecipeForOptions): Recipe {
  const { network, dataset, weightBits, style = 'tuned' } = options;
  const { float, quantized } = networkRecipes[network] ?? networkRecipes.lenet5;
  const { floatEpochs = float.epochs, epochs = quantized.epochs } = options;
  return recipeStyles[style]({
    augmentation: augmentations[dataset] ?? 'none',
    float: { ...float, epochs: floatEpochs },
    quantized: { ...quantized, epochs, weightDecay: weightDecayFor(weightBits) },
  });
}

/**
 * Few levels regularize by themselves.
 *
 * Source: Esser et al., "Learned Step Size Quantization", ICLR 2020, section 3.2, in kind.
 */
export function weightDecayFor(weightBits: number): number {
  return weightBits <= 2 ? 3e-5 : 1e-4;
}
