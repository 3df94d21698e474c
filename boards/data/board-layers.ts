import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { boardDataInvalid, boardFolderMissing, boardUnknown } from '../errors.js';

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [field: string]: Json;
}

/** Whether a value has fields of its own to merge. */
export function isObject(value: Json): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** One file of board data, without what it inherits. */
export interface BoardLayer {
  /** Relative name without suffix: `chips/an386`. */
  readonly name: string;
  readonly fields: JsonObject;
}

/** `boards/` of this installation, which holds `cores/`, `chips/` and `boards/`. */
export const builtInBoards = fileURLToPath(new URL('../../../boards/', import.meta.url));

/**
 * Ids of all boards, in alphabetical order.
 *
 * @throws SB_BOARD_FOLDER where the folder holds no board data
 */
export function boardIds(folder = builtInBoards): string[] {
  return fileNames(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => path.basename(file, '.json'))
    .sort();
}

function fileNames(folder: string): string[] {
  try {
    return readdirSync(path.join(folder, 'boards'));
  } catch (error) {
    throw boardFolderMissing(folder, error);
  }
}

/**
 * The files that make up a board, from the most general (its core) to the board itself.
 *
 * @throws SB_BOARD_FOLDER, SB_BOARD_UNKNOWN, SB_BOARD_DATA for unreadable files and circles of inheritance
 */
export function readLayers(id: string, folder = builtInBoards): BoardLayer[] {
  if (!boardIds(folder).includes(id)) throw boardUnknown(id, boardIds(folder));
  const layers: BoardLayer[] = [];
  for (let name: string | undefined = `boards/${id}`; name;) {
    if (layers.some((layer) => layer.name === name)) {
      throw boardDataInvalid(`${name}.json`, 'inherits', 'it inherits itself');
    }
    const { inherits, ...fields }: JsonObject = readLayer(folder, name);
    layers.unshift({ name, fields });
    name = parentName(name, inherits);
  }
  return layers;
}

/**
 * A core's own layer, to stand for the one that a board inherits.
 *
 * @throws SB_BOARD_DATA where its file cannot be read
 */
export function readCore(core: string, folder = builtInBoards): BoardLayer {
  const name = `cores/${core}`;
  return { name, fields: readLayer(folder, name) };
}

/** What a folder does not hold of cores and chips it takes from this installation. */
function readLayer(folder: string, name: string): JsonObject {
  const isOwn = name.startsWith('boards/') || existsSync(path.join(folder, `${name}.json`));
  const layer = parseLayer(isOwn ? folder : builtInBoards, name);
  if (!isObject(layer)) throw boardDataInvalid(`${name}.json`, '(file)', 'it holds no object');
  return layer;
}

function parseLayer(folder: string, name: string): Json {
  try {
    return JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8')) as Json;
  } catch (error) {
    throw boardDataInvalid(`${name}.json`, '(file)', (error as Error).message);
  }
}

function parentName(name: string, inherits: Json | undefined): string | undefined {
  if (inherits === undefined) return undefined;
  if (typeof inherits === 'string' && /^(cores|chips|boards)\/[a-z0-9-]+$/.test(inherits)) {
    return inherits;
  }
  throw boardDataInvalid(
    `${name}.json`,
    'inherits',
    `${JSON.stringify(inherits)} is no name like "chips/an386"`,
  );
}
