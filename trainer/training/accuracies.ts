import { z } from 'zod';

/** Shares of images read correctly, as checkpoints and trained weights keep them. */
export const accuraciesSchema = z.strictObject({
  validation: z.number(),
  /** Of the representative test images. */
  test: z.number(),
  /** The mean of the classes' shares, over all test images. */
  testClassMean: z.number(),
});

export type Accuracies = Readonly<z.infer<typeof accuraciesSchema>>;
