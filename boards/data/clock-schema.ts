import { z } from 'zod';

const frequency = z.number().int().positive();
const range = z.strictObject({ least: frequency, greatest: frequency });
const factor = z.number().int().min(1);

/** `core = input / divide * multiply / outputDivide`, with the limits that the data sheet gives. */
const pll = z.strictObject({
  input: frequency,
  divide: factor,
  multiply: factor,
  outputDivide: factor,
  /** Of what the phase detector compares. */
  inputRange: range,
  oscillatorRange: range,
});

/** What a board's set-up makes of the core's clock; `boards check` computes it again. */
export const clockSchema = z.strictObject({
  core: frequency,
  /** What the chip is rated for. */
  greatestCore: frequency,
  /** Absent where the core's clock needs none that is set up. */
  pll: pll.optional(),
});

export type Clocks = z.infer<typeof clockSchema>;
