import { z } from 'zod';

const share = z.number().min(0).max(1);
export const count = z.int().nonnegative();

export const accuracySchema = z.strictObject({
  /** Of the test images that are as frequent by class as in nature. */
  test: share,
  /** The mean of the classes' shares, over all test images. */
  testClassMean: share,
});

export const trainingSchema = z.strictObject({
  command: z.string(),
  epochs: count,
  /** Spent in the epochs. */
  seconds: z.number().nonnegative(),
});

const costSchema = z.strictObject({
  board: z.string(),
  core: z.string(),
  instructions: count,
  /** Null where nothing models the core. */
  modelledCycles: count.nullable(),
  /** Bytes of weights, requantization and all inference code. */
  flash: count,
  /** Bytes of activations and scratch. */
  ram: count,
});

/** What one trained model of the zoo is, how it came about, what it scored and what it costs. */
export const cardSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/),
  network: z.string(),
  dataset: z.string(),
  /** Of the inner layers; the first and last one have 8. */
  bits: z.strictObject({
    weights: count,
    activations: count,
    /** Of residual sums, where they have bits of their own. */
    residual: count.nullable(),
  }),
  method: z.string(),
  seed: z.int(),
  training: z.strictObject({
    /** Null where float training was a part of the quantized one. */
    float: trainingSchema.nullable(),
    /** Quantized trainings on the way, whose weights the next one began with. */
    between: z.array(trainingSchema),
    quantized: trainingSchema,
  }),
  testImages: count,
  accuracy: z.strictObject({
    float: accuracySchema,
    fakeQuantized: accuracySchema,
    integer: accuracySchema,
  }),
  /** Of the packed weights and requantization in the file. */
  weightBytes: count,
  cost: z.array(costSchema),
});

export type Card = z.infer<typeof cardSchema>;
export type CardTraining = z.infer<typeof trainingSchema>;
export type CardCost = z.infer<typeof costSchema>;
