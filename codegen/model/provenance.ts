import { z } from 'zod';

/** Where a model comes from and what it scored. For people; inference reads none of it. */
export const provenanceSchema = z.strictObject({
  tool: z.string().max(200),
  version: z.string().max(100),
  dataset: z.string().max(200).optional(),
  method: z.string().max(100).optional(),
  seed: z.number().int().optional(),
  epochs: z.number().int().nonnegative().optional(),
  command: z.string().max(2000).optional(),
  trainAccuracy: z.number().min(0).max(1).optional(),
  validationAccuracy: z.number().min(0).max(1).optional(),
  testAccuracy: z.number().min(0).max(1).optional(),
  testClassMeanAccuracy: z.number().min(0).max(1).optional(),
  floatTestAccuracy: z.number().min(0).max(1).optional(),
});

export type Provenance = z.infer<typeof provenanceSchema>;
