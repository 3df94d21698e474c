/**
 * The few instructions of WebAssembly that the kernels of this folder need, as functions from code to
 * code. Encodings are those of the WebAssembly specification 2.0, chapter "Binary Format".
 */
export type Code = readonly number[];

export type ValueType = 'i32' | 'f32' | 'v128';

/** A parameter or variable of a function. */
export interface Local {
  readonly index: number;
  readonly type: ValueType;
}

type Value = Code | Local;

const typeCodes: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };

/** One function of a module. */
export interface WasmFunction {
  readonly params: readonly ValueType[];
  readonly locals: readonly ValueType[];
  readonly body: Code;
}

/**
 * A function without a result.
 *
 * @param params By name, in order.
 * @param locals Variables, zero at first.
 * @param body Given each of both by its name.
 */
export function defineFunction<Names extends string, Variables extends string>(
  params: Readonly<Record<Names, ValueType>>,
  locals: Readonly<Record<Variables, ValueType>>,
  body: (local: Readonly<Record<Names | Variables, Local>>) => Code,
): WasmFunction {
  const all = Object.entries<ValueType>({ ...params, ...locals });
  const named = Object.fromEntries(all.map(([name, type], index) => [name, { index, type }]));
  return {
    params: Object.values(params),
    locals: Object.values(locals),
    body: body(named as Record<Names | Variables, Local>),
  };
}

export function sequence(...parts: readonly Code[]): Code {
  return parts.flat();
}

export function set(local: Local, value: Value): Code {
  return [...code(value), 0x21, local.index];
}

/** Adds bytes to an address. */
export function advance(pointer: Local, bytes: Value | number): Code {
  const amount = typeof bytes === 'number' ? [0x41, ...signed(bytes)] : code(bytes);
  return set(pointer, [...code(pointer), ...amount, 0x6a]);
}

/** Does something at least once, and again while `pointer` is below `end`. */
export function repeatUntil(pointer: Local, end: Local, ...body: readonly Code[]): Code {
  return [0x03, 0x40, ...body.flat(), ...code(pointer), ...code(end), 0x49, 0x0d, 0x00, 0x0b];
}

/** Four floats, or two doubles. */
export function load(pointer: Value, offset = 0): Code {
  return [...code(pointer), ...vector(0x00), 2, ...unsigned(offset)];
}

/** One float in all lanes. */
export function loadSplat(pointer: Value, offset = 0): Code {
  return [...code(pointer), ...vector(0x09), 2, ...unsigned(offset)];
}

export function store(pointer: Value, value: Value, offset = 0): Code {
  return [...code(pointer), ...code(value), ...vector(0x0b), 2, ...unsigned(offset)];
}

export function constant(value: number): Code {
  const bytes = new Uint8Array(new Float32Array(4).fill(value).buffer);
  return [...vector(0x0c), ...bytes];
}

/** Lanes 2 and 3 in the place of 0 and 1. */
export function upperHalf(value: Value): Code {
  const lanes = Array.from({ length: 16 }, (_, lane) => 8 + (lane % 8));
  return [...code(value), ...code(value), ...vector(0x0d), ...lanes];
}

export const splat = unary(0x13);
export const floor = unary(0x68);
/** Lanes 0 and 1 as doubles. */
export const toDoubles = unary(0x5f);
export const add = binary(0xe4);
export const sub = binary(0xe5);
export const mul = binary(0xe6);
export const div = binary(0xe7);
export const min = binary(0xe8);
export const max = binary(0xe9);
export const addDoubles = binary(0xf0);
export const mulDoubles = binary(0xf2);
/** Lanes of all ones or all zeros. */
export const isLess = binary(0x43);
export const isGreater = binary(0x44);
export const and = binary(0x4e);

function unary(operation: number): (value: Value) => Code {
  return (value) => [...code(value), ...vector(operation)];
}

function binary(operation: number): (left: Value, right: Value) => Code {
  return (left, right) => [...code(left), ...code(right), ...vector(operation)];
}

function vector(operation: number): Code {
  return [0xfd, ...unsigned(operation)];
}

function code(value: Value): Code {
  return 'index' in value ? [0x20, value.index] : value;
}

/**
 * A module of functions by their names.
 *
 * @returns its bytes; it imports `env.memory`
 */
export function assemble(
  functions: Readonly<Record<string, WasmFunction>>,
): Uint8Array<ArrayBuffer> {
  const list = Object.values(functions);
  const types = list.map(({ params }) => [0x60, ...listed(params.map(typeCode)), 0]);
  const exported = Object.keys(functions).map((name, index) => [...text(name), 0, index]);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, types),
    ...section(2, [[...text('env'), ...text('memory'), 2, 0, 0]]),
    ...section(
      3,
      list.map((_, index) => [index]),
    ),
    ...section(7, exported),
    ...section(10, list.map(bodyOf)),
  ]);
}

function bodyOf({ locals, body }: WasmFunction): Code {
  const declared = locals.map((type) => [1, ...typeCode(type)]);
  const whole = [...listed(declared), ...body, 0x0b];
  return [...unsigned(whole.length), ...whole];
}

function typeCode(type: ValueType): Code {
  return [typeCodes[type]];
}

function section(id: number, entries: readonly Code[]): Code {
  const content = listed(entries);
  return [id, ...unsigned(content.length), ...content];
}

function listed(entries: readonly Code[]): Code {
  return [...unsigned(entries.length), ...entries.flat()];
}

function text(value: string): Code {
  return listed(Array.from(Buffer.from(value), (byte) => [byte]));
}

/** LEB128. */
function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): Code {
  const isLast = value >= -64 && value < 64;
  return isLast ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}
