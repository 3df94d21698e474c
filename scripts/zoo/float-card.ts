import { z } from 'zod';
import { accuracySchema, count, trainingSchema } from './card.js';

/**
 * What a float network of the zoo is. It is no model for a device but a place to start from, and a
 * teacher: `train --from` and `--teacher` take its file.
 */
export const floatCardSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/),
  network: z.string(),
  dataset: z.string(),
  seed: z.int(),
  training: trainingSchema,
  testImages: count,
  accuracy: accuracySchema,
});

export type FloatCard = z.infer<typeof floatCardSchema>;
