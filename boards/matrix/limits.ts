import picomatch from 'picomatch';
import { z } from 'zod';
import { figureNames, type FigureName, type MatrixResult } from './matrix-report.js';

const bytes = z.number().int().min(0);

/** What results of the boards and models that two globs name must keep to. */
export const limitSchema = z.strictObject({
  board: z.string().min(1),
  model: z.string().min(1),
  /** At least this share of right answers. */
  accuracy: z.number().min(0).max(1).optional(),
  /** At most so many. */
  instructions: z.number().int().min(0).optional(),
  flash: bytes.optional(),
  ram: bytes.optional(),
});

export type Limit = z.infer<typeof limitSchema>;

/** Whether a limit is set for that board and model. */
export function applies(limit: Limit, { board, model }: { board: string; model: string }): boolean {
  return picomatch.isMatch(board, limit.board) && picomatch.isMatch(model, limit.model);
}

/**
 * A sentence for each figure that has moved beyond a limit set on it.
 *
 * @example
 * breaches({ board: 'mps2-an386', model: 'lenet5', flash: 1100, … }, [{ board: '*', model: '*', flash: 1000 }]);
 * // ['flash is 1,100, 100 (10.0 %) above the limit 1,000']
 */
export function breaches(result: MatrixResult, limits: readonly Limit[]): string[] {
  if (result.bitExact === null) return [];
  return limits
    .filter((limit) => applies(limit, result))
    .flatMap((limit) => figureNames.map((figure) => breach(figure, result[figure], limit[figure])))
    .filter((sentence) => sentence !== undefined);
}

function breach(
  figure: FigureName,
  value: number | null,
  limit: number | undefined,
): string | undefined {
  if (limit === undefined) return undefined;
  // A limit that is silently not looked at would be worse than none.
  if (value === null) return `${figure} was not measured, but has the limit ${shown(limit)}`;
  const isLeast = figure === 'accuracy';
  if (isLeast ? value >= limit : value <= limit) return undefined;
  const by = Math.abs(value - limit);
  const share = limit === 0 ? '' : ` (${((100 * by) / limit).toFixed(1)} %)`;
  return `${figure} is ${shown(value)}, ${shown(by)}${share} ${isLeast ? 'below' : 'above'} the limit ${shown(limit)}`;
}

function shown(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 4 });
}
