import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { thresholdsInvalid, thresholdsUnreadable } from './errors.js';
import { limitSchema, type Limit } from './limits.js';
import { figureNames, type MatrixResult } from './matrix-report.js';

const thresholdsSchema = z.strictObject({
  format: z.literal('softbit-thresholds'),
  version: z.literal(1),
  limits: z.array(limitSchema),
});

/**
 * The limits of a thresholds file.
 *
 * @throws SB_THRESHOLDS_UNREADABLE, SB_THRESHOLDS_INVALID
 */
export async function loadThresholds(file: string): Promise<Limit[]> {
  const result = thresholdsSchema.safeParse(parse(file, await read(file)));
  if (result.success) return result.data.limits;
  const [issue] = result.error.issues;
  throw thresholdsInvalid(file, issue.path.join('.') || '(root)', issue.message);
}

/**
 * Writes the figures of all passed results as the limits from now on. Limits of other boards and
 * models, and those with globs, which someone set by hand, stay as they are.
 */
export async function updateThresholds(
  file: string,
  results: readonly MatrixResult[],
  before: readonly Limit[],
): Promise<void> {
  const now = results.filter(({ status }) => status === 'passed').map(limitOf);
  const limits = [...new Map([...before, ...now].map((limit) => [keyOf(limit), limit])).values()];
  const content = { format: 'softbit-thresholds', version: 1, limits };
  await writeFile(file, `${JSON.stringify(content, null, 2)}\n`);
}

function keyOf({ board, model }: Limit): string {
  return JSON.stringify([board, model]);
}

function limitOf(result: MatrixResult): Limit {
  const measured = figureNames.filter((figure) => result[figure] !== null);
  const figures = Object.fromEntries(measured.map((figure) => [figure, result[figure]]));
  return { board: result.board, model: result.model, ...figures };
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw thresholdsUnreadable(file, error);
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw thresholdsInvalid(file, '(file)', (error as Error).message);
  }
}
