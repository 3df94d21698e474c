import type { Command } from 'commander';
import { runAction } from '../cli/run-action.js';
import { createTable } from '../cli/table.js';
import { addToZoo, type AddToZooRequest } from '../zoo/add-to-zoo.js';
import { cardRows } from '../zoo/cards-table.js';
import { findCard, readCards } from '../zoo/cards.js';
import type { Card } from '../zoo/card.js';

export function registerZoo(program: Command): void {
  const zoo = program.command('zoo').description('Trained models, each with a card.');
  zoo
    .command('list')
    .description('List every model with its accuracy and its cost.')
    .addHelpText('after', '\nExample:\n  $ npx softbit zoo list --json')
    .action(
      runAction((_options, { console }) => {
        const cards = readCards();
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
    .description('Copy a finished training’s model into the zoo, and make its card.')
    .requiredOption('--run <folder>', 'the training’s --out folder')
    .option('--float <folder>', 'the same of the float training that it began with')
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

function listText(cards: readonly Card[]): string {
  const { head, rows } = cardRows(cards);
  const table = createTable(head);
  table.push(...rows);
  return `${table.toString()}\nAccuracies are means over the classes; cycles are modelled.`;
}
