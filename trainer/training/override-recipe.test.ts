import test from 'ava';
import { overrideRecipe } from './override-recipe.js';
import { tinyRecipe } from './tiny-task.js';

const rows = [
  { set: 'quantized.learningRate=0.001', expected: { quantized: { learningRate: 0.001 } } },
  { set: 'float.clipNorm=5', expected: { float: { clipNorm: 5 } } },
  { set: 'float.clipNorm=none', expected: { float: { clipNorm: null } } },
  { set: 'quantized.optimizer=adam', expected: { quantized: { optimizer: 'adam' } } },
  {
    set: 'quantized.distillation.share=0.9',
    expected: { quantized: { distillation: { share: 0.9 } } },
  },
  { set: 'augmentation=shift-flip', expected: { augmentation: 'shift-flip' } },
];

for (const { set, expected } of rows) {
  test(`${set} changes that field and nothing else`, (t) => {
    const changed = overrideRecipe(tinyRecipe, [set]);
    t.like(changed, expected);
    const back = Object.entries(leaves(changed)).filter(
      ([name, value]) => leaves(tinyRecipe)[name] !== value,
    );
    t.true(back.length <= 1, back.join());
  });
}

function leaves(value: object, prefix = ''): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, child]) =>
      typeof child === 'object' && child !== null
        ? Object.entries(leaves(child as object, `${prefix}${name}.`))
        : [[prefix + name, child as unknown]],
    ),
  );
}

const refused = [
  { set: 'quantized.rate=1', code: 'SB_RECIPE_FIELD' },
  { set: 'quantized=1', code: 'SB_RECIPE_FIELD' },
  { set: 'quantized.distillation.share.x=1', code: 'SB_RECIPE_FIELD' },
  { set: 'quantized.learningRate', code: 'SB_RECIPE_VALUE' },
  { set: 'quantized.learningRate=-1', code: 'SB_RECIPE_VALUE' },
  { set: 'quantized.learningRate=none', code: 'SB_RECIPE_VALUE' },
  { set: 'float.optimizer=rmsprop', code: 'SB_RECIPE_VALUE' },
  { set: 'augmentation=cutmix', code: 'SB_RECIPE_VALUE' },
];

for (const { set, code } of refused) {
  test(`${set} is refused with ${code}`, (t) => {
    t.throws(() => overrideRecipe(tinyRecipe, [set]), { code });
  });
}
