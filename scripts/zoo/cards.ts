import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { cardSchema, type Card } from './card.js';
import { cardInvalid, modelNotInZoo } from './errors.js';
import { floatCardSchema, type FloatCard } from './float-card.js';

/** Where the zoo's models and cards lie. */
export const zooFolder = fileURLToPath(new URL('../../../zoo/', import.meta.url));

const suffix = '.card.json';

export function cardFile(folder: string, name: string): string {
  return path.join(folder, name + suffix);
}

/** Where a zoo keeps its float networks. */
export function floatFolder(zoo: string): string {
  return path.join(zoo, 'float');
}

/**
 * Every card of a zoo, by name.
 *
 * @throws SB_ZOO_CARD
 */
export function readCards(zoo = zooFolder): Card[] {
  return readAll(zoo, cardSchema);
}

/**
 * The same of its float networks; none where it has no folder for them.
 *
 * @throws SB_ZOO_CARD
 */
export function readFloatCards(zoo = zooFolder): FloatCard[] {
  const folder = floatFolder(zoo);
  return existsSync(folder) ? readAll(folder, floatCardSchema) : [];
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

function readAll<Kind>(folder: string, schema: z.ZodType<Kind>): Kind[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(suffix));
  return files.sort().map((file) => readCard(path.join(folder, file), schema));
}

function readCard<Kind>(file: string, schema: z.ZodType<Kind>): Kind {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw cardInvalid(file, (error as Error).message);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw cardInvalid(file, z.prettifyError(parsed.error));
  return parsed.data;
}
