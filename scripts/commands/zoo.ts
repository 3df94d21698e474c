import type { Command } from 'commander';
import { runAction } from '../cli/run-action.js';
import { createTable } from '../cli/table.js';
import { addToZoo, type AddToZooRequest } from '../zoo/add-to-zoo.js';
import { cardRows, floatCardRows, type Table } from '../zoo/cards-table.js';
import { findCard, readCards, readFloatCards } from '../zoo/cards.js';
import type { Card } from '../zoo/card.js';
import type { FloatCard } from '../zoo/float-card.js';

export function registerZoo(program: Command): void {
  const zoo = program.command('zoo').description('Trained models, each with a card.');
  zoo
    .command('list')
    .description('List every model with its accuracy and its cost.')
    .option('--float', 'list the float networks that trainings can start from')
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx softbit zoo list --json\n  $ npx softbit zoo list --float',
    )
    .action(
      runAction<{ float?: boolean }>(({ float = false }, { console }) => {
        const cards = float ? readFloatCards() : readCards();
        console.result(cards, listText(cards));
        return Promise.resolve();
      }),
    );
  zoo
    .command('show')
    .description('Show a model’s card.')
    .argument('<name>')
    .addHelpText('after', '\nExample:\n  $ npx softbit zoo show lenet5-mnist-w2a2')
    .action(
      runAction((_options, { console }, name = '') => {
        const card = findCard(name);
        console.result(card, JSON.stringify(card, null, 2));
        return Promise.resolve();
      }),
    );
  zoo
    .command('add')
    .description(
      'Copy a finished training’s model, or float network, into the zoo, and make its card.',
    )
    .requiredOption('--run <folder>', 'the training’s --out folder')
    .option('--float <folder>', 'the same of the float training that it began with')
    .option('--between <folders...>', 'the same of quantized trainings on the way, in order')
    .option('--data <folder>', 'where the data set’s files are')
    .option('--zoo <folder>', 'where model and card go; default: this package’s zoo')
    .addHelpText(
      'after',
      '\nExample:\n  $ npx softbit zoo add --run runs/mnist --data data/mnist --zoo my-zoo',
    )
    .action(
      runAction<AddToZooRequest>(async (request, context) => {
        const card = await addToZoo(request, context);
        context.console.result(card, listText([card]));
      }),
    );
}

function listText(cards: readonly (Card | FloatCard)[]): string {
  const models = cards.filter((card): card is Card => 'cost' in card);
  const floats = cards.filter((card): card is FloatCard => !('cost' in card));
  const tables = [
    models.length > 0 && tableOf(cardRows(models)),
    floats.length > 0 && tableOf(floatCardRows(floats)),
    'Accuracies are means over the classes; cycles are modelled.',
  ];
  return tables.filter((part) => part !== false).join('\n');
}

function tableOf({ head, rows }: Table): string {
  const table = createTable(head);
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}
