import test from 'ava';
import { networkNames } from '../networks/index.js';
import { recipeFor } from './recipe-for.js';
import { networkRecipes } from './recipes.js';

test('every network of the registry has a recipe, and every recipe a network', (t) => {
  t.deepEqual(Object.keys(networkRecipes).sort(), [...networkNames].sort());
});

const epochRows = [
  { title: 'the recipe says so', epochs: undefined, float: 6, quantized: 8 },
  { title: 'a total is divided in its ratio', epochs: 28, float: 12, quantized: 16 },
  { title: 'a short total', epochs: 8, float: 3, quantized: 5 },
  { title: 'two epochs are one each', epochs: 2, float: 1, quantized: 1 },
  { title: 'a single one is for fine-tuning', epochs: 1, float: 0, quantized: 1 },
];

for (const { title, epochs, float, quantized } of epochRows) {
  test(`epochs of the phases: ${title}`, (t) => {
    const recipe = recipeFor({ network: 'lenet5', dataset: 'mnist', weightBits: 2, epochs });
    t.deepEqual([recipe.float.epochs, recipe.quantized.epochs], [float, quantized]);
  });
}

const decayRows = [
  { bits: 1, decay: 3e-5 },
  { bits: 2, decay: 3e-5 },
  { bits: 3, decay: 1e-4 },
  { bits: 32, decay: 1e-4 },
];

for (const { bits, decay } of decayRows) {
  test(`weights of ${bits} bits decay by ${decay}`, (t) => {
    const options = { network: 'resnet8', dataset: 'cifar10', weightBits: bits };
    t.is(recipeFor(options).quantized.weightDecay, decay);
  });
}
