import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readCards, readFloatCards } from './cards.js';
import { cardRows, floatCardRows, markdownTable } from './cards-table.js';

/** The tables of a zoo's page, by the comments around them. */
export function zooTables(zoo: string): Readonly<Record<string, string>> {
  return {
    cards: markdownTable(cardRows(readCards(zoo))),
    'float cards': markdownTable(floatCardRows(readFloatCards(zoo))),
  };
}

/** Puts the cards' tables into a zoo's page, where there is one. */
export function writeZooPage(zoo: string): void {
  const file = path.join(zoo, 'README.md');
  if (!existsSync(file)) return;
  const page = Object.entries(zooTables(zoo)).reduce(
    (text, [name, table]) => text.replace(between(name), `$1\n\n${table}\n\n$2`),
    readFileSync(file, 'utf8'),
  );
  writeFileSync(file, page);
}

function between(name: string): RegExp {
  return new RegExp(`(<!-- ${name} -->).*(<!-- /${name} -->)`, 's');
}
