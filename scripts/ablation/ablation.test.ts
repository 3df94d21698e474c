import test from 'ava';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import { developmentFold, loadDataset, selectBackend } from '../../trainer/index.js';
import {
  ablationGrid,
  ablationMethods,
  ablationRecipes,
  byGrid,
  type AblationCell,
} from './ablation-grid.js';
import { missingCells, type AblationRow, type AblationSettings } from './ablation-results.js';
import { renderAblation } from './render-ablation.js';
import { runAblation } from './run-ablation.js';
import { effectsOf, summarizeAblation } from './summarize-ablation.js';

const settings: AblationSettings = {
  model: 'lenet5',
  dataset: 'digits',
  weights: 2,
  activations: 2,
  floatEpochs: 1,
  epochs: 1,
  images: [120, 40, 60],
};

const cell = (
  method: AblationCell['method'],
  recipe: AblationCell['recipe'],
  seed: number,
): AblationCell => ({ method, recipe, seed });

const row = (of: AblationCell, accuracy: number): AblationRow => ({
  ...of,
  settings,
  floatAccuracy: 0.9,
  validation: 0.8,
  accuracy,
  seconds: 60,
});

test('the grid has every method with every recipe before the second seed', (t) => {
  const cells = ablationGrid({ methods: ablationMethods, recipes: ablationRecipes, seeds: [1, 2] });
  t.is(cells.length, 24);
  t.true(cells.slice(0, 12).every(({ seed }) => seed === 1));
  t.is(new Set(cells.map((one) => JSON.stringify(one))).size, 24);
});

test('rows that came in another order are put in the grid’s', (t) => {
  const cells = ablationGrid({ methods: ablationMethods, recipes: ablationRecipes, seeds: [1, 2] });
  t.deepEqual(cells.toReversed().sort(byGrid), cells);
});

test('cells that have a row are not missing', (t) => {
  const [first, second] = [cell('dsq', 'plain', 1), cell('dsq', 'plain', 2)];
  t.deepEqual(missingCells([first, second], [row(first, 0.5)]), [second]);
});

const rows = [
  row(cell('ste', 'plain', 1), 0.6),
  row(cell('ste', 'modern', 1), 0.7),
  row(cell('dsq', 'plain', 1), 0.62),
  row(cell('dsq', 'modern', 1), 0.74),
  row(cell('dsq', 'modern', 2), 0.76),
];

test('figures are means over the seeds with the sample standard deviation', (t) => {
  const { seeds, mean, spread } = summarizeAblation(rows).at(-1)!;
  t.is(seeds, 2);
  t.true(Math.abs(mean - 0.75) < 1e-12);
  t.true(Math.abs(spread! - 0.01 * Math.SQRT2) < 1e-12);
  t.is(summarizeAblation(rows)[0].spread, null);
});

test('the effect of an axis is its reach, averaged over the other axis', (t) => {
  const effects = effectsOf(summarizeAblation(rows))!;
  t.true(Math.abs(effects.quantizer.gain - (0.685 - 0.65)) < 1e-12);
  t.true(Math.abs(effects.recipe.gain - (0.725 - 0.61)) < 1e-12);
  t.deepEqual([effects.quantizer.worst, effects.quantizer.best], ['ste', 'dsq']);
  t.is(effectsOf(summarizeAblation(rows.slice(1))), null, 'with a cell missing');
});

test('the page has the table, the number of seeds and what decides more', (t) => {
  const page = renderAblation(rows);
  t.regex(page, /\| `ste` \| 60\.00 \(1\) \| 70\.00 \(1\) \|/);
  t.regex(page, /\| `dsq` \| 62\.00 \(1\) \| 75\.00 ± 1\.41 \(2\) \|/);
  t.regex(page, /from the\n`plain` to the `modern` recipe 11\.50.*\nthe recipe decides more/);
  t.regex(page, /--weights 2 --activations 2 --float-epochs 1 --epochs 1 \\\n/);
  t.regex(page, /--validation-images 40 --test-images 60 \\\n/);
  t.regex(page, /--methods ste,dsq --recipes plain,modern --seeds 1,2\n/);
  t.regex(renderAblation(rows.slice(0, 4)), /one seed does not tell/);
  t.regex(renderAblation([...rows, row(cell('ste', 'plain', 2), 0.9)]), /too close/);
  t.regex(renderAblation(rows.slice(1)), /\| `ste` \| – \||\| `ste` \| 70\.00 \(1\) \| – \|/);
});

test('an ablation trains what is missing, from one float network, and never again', async (t) => {
  const folder = temporaryFolder(t);
  await selectBackend();
  const digits = await loadDataset('digits', { count: 200 });
  const dataset = developmentFold(digits, { test: 60, validation: 40 });
  const images = [dataset.train.count, 40, 60] as const;
  const told: string[] = [];
  const run = (cells: readonly AblationCell[]) =>
    runAblation({
      settings: { ...settings, images },
      cells,
      dataset,
      folder,
      command: 'npm run ablation',
      onRow: ({ method, recipe }, left) => told.push(`${method} ${recipe} ${left}`),
    });
  const [plain, modern] = [cell('ste', 'plain', 1), cell('dsq', 'modern', 1)];
  await run([plain]);
  const both = await run([plain, modern]);
  t.deepEqual(told, ['ste plain 0', 'dsq modern 0']);
  t.deepEqual(
    both.map(({ method }) => method),
    ['ste', 'dsq'],
  );
  t.is(both[0].floatAccuracy, both[1].floatAccuracy);
  t.true(both.every(({ accuracy }) => accuracy >= 0 && accuracy <= 1));
  t.deepEqual(await run([plain, modern]), both, 'read back from the file');
});
