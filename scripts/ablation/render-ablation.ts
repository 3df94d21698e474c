import type { RecipeStyleName } from '../../trainer/index.js';
import type { AblationRow } from './ablation-results.js';
import {
  effectsOf,
  summarizeAblation,
  type AblationEffects,
  type AblationFigure,
} from './summarize-ablation.js';

/** The ablation as a page of Markdown: what was trained, the table, and what it says. */
export function renderAblation(rows: readonly AblationRow[]): string {
  const figures = summarizeAblation(rows);
  return `# Quantizer and recipe, taken apart

${describeSettings(rows)}

\`\`\`sh
${commandOf(rows)}
\`\`\`

${renderTable(figures)}

${renderEffects(figures)}
`;
}

function describeSettings(rows: readonly AblationRow[]): string {
  const { settings, floatAccuracy } = rows[0];
  const { model, dataset, weights, activations, floatEpochs, epochs, images } = settings;
  const [train, validation, tested] = images.map((count) => count.toLocaleString('en-US'));
  const minutes = rows.reduce((sum, { seconds }) => sum + seconds, 0) / 60;
  return [
    `\`${model}\` on \`${dataset}\`, W${weights}A${activations}: ${train} images trained on, ${validation} to`,
    `choose the best epoch, ${tested} other training images tested on; the test set was not read. All`,
    `trainings begin with one float network (${floatEpochs} epochs, ${points(floatAccuracy)} %), which also teaches`,
    `where the recipe has a teacher, and take ${epochs} epochs; seeds change the order and the`,
    `augmentation of the images. Accuracies of the fake-quantized network in %, mean ± standard`,
    `deviation over the seeds. ${rows.length} trainings took ${minutes.toFixed(0)} minutes.`,
  ].join('\n');
}

function commandOf(rows: readonly AblationRow[]): string {
  const { model, dataset, weights, activations, floatEpochs, epochs, images } = rows[0].settings;
  const [, validation, tested] = images;
  const allOf = (axis: 'method' | 'recipe' | 'seed'): string =>
    [...new Set(rows.map((row) => row[axis]))].join(',');
  return [
    `npm run ablation -- --model ${model} --dataset ${dataset} --data DIR --out DIR`,
    `--weights ${weights} --activations ${activations} --float-epochs ${floatEpochs} --epochs ${epochs}`,
    `--validation-images ${validation} --test-images ${tested}`,
    `--methods ${allOf('method')} --recipes ${allOf('recipe')} --seeds ${allOf('seed')}`,
  ].join(' \\\n  ');
}

function renderTable(figures: readonly AblationFigure[]): string {
  const recipes = [...new Set(figures.map(({ recipe }) => recipe))];
  const methods = [...new Set(figures.map(({ method }) => method))];
  const rowOf = (method: AblationFigure['method']): string => {
    const cells = recipes.map((recipe) => renderCell(figures, method, recipe));
    return `| \`${method}\` | ${cells.join(' | ')} |`;
  };
  return [
    `| method | ${recipes.join(' | ')} |`,
    `| --- | ${recipes.map(() => '---').join(' | ')} |`,
    ...methods.map(rowOf),
  ].join('\n');
}

function renderCell(
  figures: readonly AblationFigure[],
  method: AblationFigure['method'],
  recipe: RecipeStyleName,
): string {
  const figure = figures.find((one) => one.method === method && one.recipe === recipe);
  if (!figure) return '–';
  const { mean, spread, seeds } = figure;
  const accuracy = spread === null ? points(mean) : `${points(mean)} ± ${points(spread)}`;
  return `${accuracy} (${seeds})`;
}

function renderEffects(figures: readonly AblationFigure[]): string {
  const effects = effectsOf(figures);
  if (!effects) return 'The number of seeds is in brackets. Some trainings are still missing.';
  const { quantizer, recipe } = effects;
  return [
    `The number of seeds is in brackets. From the worst quantizer, \`${quantizer.worst}\`, to the best,`,
    `\`${quantizer.best}\`, it is ${points(quantizer.gain)} points, averaged over the recipes; from the`,
    `\`${recipe.worst}\` to the \`${recipe.best}\` recipe ${points(recipe.gain)}, averaged over the quantizers:`,
    verdict(effects),
  ].join('\n');
}

/** Differences within what seeds alone bring about say nothing. */
function verdict({ quantizer, recipe, noise }: AblationEffects): string {
  if (noise === null) return 'one seed does not tell which decides more.';
  const difference = quantizer.gain - recipe.gain;
  if (Math.abs(difference) <= noise) return 'too close for these seeds to tell them apart.';
  return `the ${difference > 0 ? 'quantizer' : 'recipe'} decides more.`;
}

function points(share: number): string {
  return (100 * share).toFixed(2);
}
