import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { cardSchema, type Card } from './card.js';
import { cardInvalid, modelNotInZoo } from './errors.js';

/** Where the zoo's models and cards lie. */
export const zooFolder = fileURLToPath(new URL('../../../zoo/', import.meta.url));

const suffix = '.card.json';

export function cardFile(folder: string, name: string): string {
  return path.join(folder, name + suffix);
}

/**
 * Every card of a folder, by name.
 *
 * @throws SB_ZOO_CARD
 */
export function readCards(folder = zooFolder): Card[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(suffix));
  return files.sort().map((file) => readCard(path.join(folder, file)));
}

/** @throws SB_ZOO_NAME, SB_ZOO_CARD */
export function findCard(name: string, folder = zooFolder): Card {
  const cards = readCards(folder);
  const card = cards.find((candidate) => candidate.name === name);
  if (!card) {
    throw modelNotInZoo(
      name,
      cards.map((known) => known.name),
    );
  }
  return card;
}

function readCard(file: string): Card {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw cardInvalid(file, (error as Error).message);
  }
  const parsed = cardSchema.safeParse(value);
  if (!parsed.success) throw cardInvalid(file, z.prettifyError(parsed.error));
  return parsed.data;
}
