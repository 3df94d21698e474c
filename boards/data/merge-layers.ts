import { boardDataInvalid } from '../errors.js';
import type { BoardLayer, Json, JsonObject } from './board-layers.js';

/** A merged value with the file or files that it comes from. */
export interface MergedField {
  readonly value: Json;
  readonly from: readonly string[];
}

/** Merged leaves by path: `firmware.uart.base`. */
export type MergedFields = ReadonlyMap<string, MergedField>;

/**
 * Merges layers from general to specific: scalars override, lists append, objects merge.
 *
 * @throws SB_BOARD_DATA where a list names the same thing twice or a field changes its kind
 */
export function mergeLayers(layers: readonly BoardLayer[]): MergedFields {
  const merged = new Map<string, MergedField>();
  for (const layer of layers) {
    for (const [field, value] of leaves(layer.fields)) {
      merged.set(field, mergeField(layer, field, value, merged.get(field)));
    }
  }
  return merged;
}

/** The merged leaves as the nested object that the schema checks. */
export function toObject(fields: MergedFields): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [field, { value }] of fields) {
    const parts = field.split('.');
    let at = root;
    for (const part of parts.slice(0, -1)) at = (at[part] ??= {}) as Record<string, unknown>;
    at[parts[parts.length - 1]] = value;
  }
  return root;
}

function* leaves(object: JsonObject, prefix = ''): Generator<[string, Json]> {
  for (const [name, value] of Object.entries(object)) {
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      yield* leaves(value as JsonObject, `${prefix}${name}.`);
    } else {
      yield [prefix + name, value];
    }
  }
}

function mergeField(
  layer: BoardLayer,
  field: string,
  value: Json,
  inherited: MergedField | undefined,
): MergedField {
  if (!Array.isArray(value)) return { value, from: [layer.name] };
  const before = inherited?.value ?? [];
  if (!Array.isArray(before)) {
    throw boardDataInvalid(
      `${layer.name}.json`,
      field,
      'a list stands where a parent has one value',
    );
  }
  const all = [...(before as Json[]), ...(value as Json[])];
  const repeated = all.find((item, index) => all.indexOf(item) !== index);
  if (repeated !== undefined) {
    throw boardDataInvalid(
      `${layer.name}.json`,
      field,
      `${JSON.stringify(repeated)} is listed twice`,
    );
  }
  return { value: all, from: [...(inherited?.from ?? []), layer.name] };
}
