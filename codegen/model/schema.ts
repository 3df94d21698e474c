import { z } from 'zod';
import { provenanceSchema } from './provenance.js';

/** Increased whenever an older reader would misread a newer file. */
export const schemaVersion = 1;

const name = z
  .string()
  .regex(/^[A-Za-z0-9_./-]{1,100}$/, 'letters, digits and _ . / - only, at most 100');
const dimension = z.number().int().min(1).max(65_536);
const shape = z.tuple([dimension, dimension, dimension]);
const bits = z.number().int().min(1).max(8);
const int32 = z
  .number()
  .int()
  .min(-(2 ** 31))
  .max(2 ** 31 - 1);
const int64 = z.string().regex(/^-?\d{1,19}$/, 'a decimal 64-bit integer in quotes');
const shift = z.number().int().min(0).max(62);
const scale = z.number().positive();
const extent = z.number().int().min(1).max(1024);
const pair = z.tuple([extent, extent]);
const edge = z.number().int().min(0).max(1024);
const padding = z.strictObject({ top: edge, bottom: edge, left: edge, right: edge });

/** A stretch of the `.bin` file. */
const section = z.strictObject({
  offset: z.number().int().nonnegative(),
  bytes: z.number().int().nonnegative(),
});

const tensor = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('codes'),
    name,
    shape,
    bits,
    zeroPoint: z.number().int().min(0).max(255),
    scale,
  }),
  z.strictObject({ type: z.literal('int32'), name, shape, scale }),
]);

const weights = z.strictObject({
  bits,
  step: z.number().int().min(1).max(255),
  lowest: z.number().int().min(-255).max(255),
  shape: z.tuple([dimension, extent, extent, dimension]),
  codes: section,
});

const accumulator = z.strictObject({ min: int32, max: int32 });

const requantize = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('thresholds'), thresholds: section }),
  z.strictObject({
    kind: z.literal('multiplier'),
    shift,
    multipliers: section,
    biases: section,
    residualMultipliers: section.optional(),
  }),
]);

const base = { name, inputs: z.array(name).min(1).max(8), output: name };
const window = { kernel: pair, strides: pair, padding };

const node = z.discriminatedUnion('op', [
  z.strictObject({
    op: z.literal('conv2d'),
    ...base,
    strides: pair,
    dilations: pair,
    padding,
    groups: dimension,
    weights,
    accumulator,
    requantize,
  }),
  z.strictObject({ op: z.literal('dense'), ...base, weights, accumulator, requantize }),
  z.strictObject({
    op: z.literal('add'),
    ...base,
    shift,
    multipliers: z.array(int32).min(1).max(8),
    bias: int64,
  }),
  z.strictObject({ op: z.literal('maxPool'), ...base, ...window }),
  z.strictObject({
    op: z.literal('averagePool'),
    ...base,
    ...window,
    accumulator,
    shift,
    multiplier: int32,
    bias: int64,
  }),
]);

/** `NAME.softbit.json`: strict, so that a misspelt field is an error and not a default. */
export const modelFileSchema = z.strictObject({
  format: z.literal('softbit'),
  version: z.literal(schemaVersion),
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,39}$/, 'lower-case letters, digits, _ and -, at most 40'),
  input: z.strictObject({
    tensor: name,
    preprocessing: z.strictObject({
      kind: z.literal('bytes'),
      shift: z.number().int().min(0).max(7),
    }),
  }),
  output: name,
  classes: z.array(z.string().max(100)).max(10_000),
  tensors: z.array(tensor).min(2).max(10_000),
  nodes: z.array(node).min(1).max(10_000),
  weights: z.strictObject({
    bytes: z.number().int().nonnegative(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  provenance: provenanceSchema,
});

export type ModelFile = z.infer<typeof modelFileSchema>;
export type NodeRecord = ModelFile['nodes'][number];
export type Section = z.infer<typeof section>;
