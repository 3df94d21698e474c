import test from 'ava';
import { networkNames } from '../networks/index.js';
import { recipeFor } from './recipe-for.js';
import { networkRecipes } from './recipes.js';

test('every network of the registry has a recipe, and every recipe a network', (t) => {
  t.deepEqual(Object.keys(networkRecipes).sort(), [...networkNames].sort());
});

const lenet = { network: 'lenet5', dataset: 'mnist', weightBits: 2 };

test('the epochs of each phase can be chosen, and else are the recipe’s own', (t) => {
  const { float, quantized } = networkRecipes.lenet5;
  const own = recipeFor(lenet);
  t.deepEqual([own.float.epochs, own.quantized.epochs], [float.epochs, quantized.epochs]);
  const chosen = recipeFor({ ...lenet, floatEpochs: 2, epochs: 3 });
  t.deepEqual([chosen.float.epochs, chosen.quantized.epochs], [2, 3]);
});

test('photographs are mirrored and digits are not', (t) => {
  t.is(recipeFor({ ...lenet, dataset: 'cifar10' }).augmentation, 'shift-flip');
  t.is(recipeFor(lenet).augmentation, 'affine');
  t.is(recipeFor({ ...lenet, dataset: 'folder' }).augmentation, 'none');
});

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
