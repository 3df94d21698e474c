import { boardDataInvalid } from '../errors.js';
import { isObject, type BoardLayer, type Json } from './board-layers.js';

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
 * @throws SB_BOARD_DATA where a list names the same thing twice, a field changes its kind, or a
 *   field's name is none
 */
export function mergeLayers(layers: readonly BoardLayer[]): MergedFields {
  const merged = new Map<string, MergedField>();
  for (const layer of layers) {
    for (const [field, value] of leaves(layer)) {
      refuseChangedKind(layer, field, merged);
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

/** Names are letters alone: a dot would read as a path, `__proto__` would reach every object. */
const fieldName = /^[a-zA-Z]+$/;

function* leaves(layer: BoardLayer, object = layer.fields, prefix = ''): Generator<[string, Json]> {
  for (const [name, value] of Object.entries(object)) {
    const field = prefix + name;
    if (!fieldName.test(name)) {
      throw boardDataInvalid(`${layer.name}.json`, field, 'no field has such a name');
    }
    if (isObject(value)) yield* leaves(layer, value, `${field}.`);
    else yield [field, value];
  }
}

/** Of a path and the paths inside it only one can have a value. */
function refuseChangedKind(layer: BoardLayer, field: string, merged: MergedFields): void {
  for (const other of merged.keys()) {
    if (field.startsWith(`${other}.`) || other.startsWith(`${field}.`)) {
      const problem = `a parent gives "${other}", which is of another kind`;
      throw boardDataInvalid(`${layer.name}.json`, field, problem);
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
