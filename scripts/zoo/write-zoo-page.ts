import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readCards } from './cards.js';
import { cardsMarkdown } from './cards-table.js';

/** Puts the cards' table into a zoo's page, where there is one. */
export function writeZooPage(zoo: string): void {
  const file = path.join(zoo, 'README.md');
  const page = readFileSync(file, 'utf8');
  const table = cardsMarkdown(readCards(zoo));
  writeFileSync(
    file,
    page.replace(/(<!-- cards -->).*(<!-- \/cards -->)/s, (_, start: string, end: string) =>
      [start, table, end].join('\n\n'),
    ),
  );
}
