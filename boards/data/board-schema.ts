import { z } from 'zod';

/** Addresses and sizes read as in manuals: `"0x40004000"`. */
const word = z
  .union([
    z.number().int(),
    z.string().regex(/^0x[0-9a-fA-F]{1,8}$/, 'a number, or hexadecimal in quotes'),
  ])
  .transform(Number)
  .pipe(z.number().int().min(0).max(0xffff_ffff));

const region = z.strictObject({ origin: word, length: word });
const clock = z.number().int().positive();
const pin = z.number().int().min(0).max(255);

const registerChange = z.strictObject({
  register: z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'the name that the manual gives it'),
  address: word,
  clear: word.default(0),
  set: word.default(0),
  purpose: z.string(),
});

/** A board with everything that it inherits merged in; strict, so that misspelt fields are errors. */
export const boardSchema = z.strictObject({
  description: z.string(),
  sources: z.array(z.string()).min(1),
  core: z.string(),
  features: z.array(z.string()).default([]),
  toolchain: z.strictObject({
    prefix: z.string(),
    architectureFlags: z.array(z.string()).default([]),
    linkFlags: z.array(z.string()).default([]),
  }),
  /** Other cores whose code this board's core executes, for `--core`. */
  executes: z.array(z.string()).default([]),
  memory: z.strictObject({ flash: region, ram: region }).optional(),
  firmware: z
    .strictObject({
      startup: z.string(),
      interruptCount: z.number().int().min(0).max(480),
      interruptController: word.optional(),
      stackBytes: z.number().int().min(512),
      uart: z.strictObject({
        driver: z.string(),
        base: word,
        interrupt: z.number().int().min(0),
        baud: z.number().int().positive(),
        clock,
        /** Where the driver chooses the pins. */
        pins: z.strictObject({ transmit: pin, receive: pin }).optional(),
      }),
      /** The timer counts `clock / divider` ticks a second. */
      timer: z.strictObject({
        driver: z.string(),
        base: word,
        clock,
        divider: z.number().int().min(1).max(65_536).default(1),
      }),
      /** Received bytes that can wait, a power of two. */
      ringBytes: z
        .number()
        .int()
        .min(64)
        .max(65_536)
        .refine((bytes) => (bytes & (bytes - 1)) === 0, 'a power of two')
        .default(4096),
      /** Registers to be written before anything else: clocks and pins. Named as the manual does. */
      setup: z.array(registerChange).default([]),
    })
    .optional(),
  /** Of programs for an operating system: what runs before `main`. */
  hosted: z.strictObject({ runtime: z.string() }).optional(),
  emulator: z
    .strictObject({
      program: z.string(),
      arguments: z.array(z.string()),
      /**
       * `-icount shift`: each instruction takes 2^shift ns of the machine's time. Absent where the
       * emulator has no such time; then no instructions are reported.
       */
      instructionShift: z.number().int().min(0).max(10).optional(),
      /** What the emulated machine lacks, in full sentences. */
      limits: z.array(z.string()).default([]),
    })
    .optional(),
});

export type Board = z.infer<typeof boardSchema> & { readonly id: string };
