import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { labInvalid, labUnreadable } from './errors.js';

/** One attached board, with the keys that Zephyr's twister gives a hardware map. */
const entrySchema = z.strictObject({
  /** Whether it is attached now; others are left out. */
  connected: z.boolean(),
  /** Serial number of its debug probe; of a board in the network its host. */
  id: z.string('a text: put numbers between quotes').optional(),
  /** The board. */
  platform: z.string(),
  /** What its probe calls itself, for people. */
  product: z.string().optional(),
  /** How it is flashed: a method of the board, `ssh`, `local`, or `none`. */
  runner: z.string().optional(),
  /** Its serial port. */
  serial: z.string().optional(),
  baud: z.number().int().positive().optional(),
  notes: z.string().optional(),
});

const labSchema = z.array(entrySchema).min(1);

export type LabEntry = z.infer<typeof entrySchema>;

/**
 * The entries of a lab file, which is YAML.
 *
 * @throws SB_LAB_UNREADABLE, SB_LAB_INVALID with the entry and its field
 */
export async function loadLab(file: string): Promise<LabEntry[]> {
  const document = parseDocument(await read(file));
  if (document.errors.length > 0) throw labInvalid(file, '(file)', document.errors[0].message);
  const result = labSchema.safeParse(document.toJS());
  if (result.success) return result.data;
  const [{ path, message }] = result.error.issues;
  throw labInvalid(file, fieldName(path), message);
}

/** Entries are counted from 1, as people do. */
function fieldName([entry, ...fields]: readonly PropertyKey[]): string {
  if (typeof entry !== 'number') return '(file)';
  return [`entry ${entry + 1}`, ...fields.map(String)].join(', ');
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw labUnreadable(file, error);
  }
}
