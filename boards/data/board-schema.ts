import { z } from 'zod';
import { clockSchema } from './clock-schema.js';

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

/** Goes on when the bits under the mask read so. */
const registerWait = z.strictObject({
  register: z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'the name that the manual gives it'),
  address: word,
  mask: word,
  equals: word,
  purpose: z.string(),
});

const registerWrite = z.strictObject({
  register: z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'the name that the manual gives it'),
  address: word,
  value: word,
  purpose: z.string(),
});

/** Lets at least so many cycles of the core pass. */
const pause = z.strictObject({
  cycles: z.number().int().min(1).max(1_000_000),
  purpose: z.string(),
});

/** One way of getting a program onto an attached board, and what its tool has to be told. */
const flashMethod = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('openocd'), config: z.array(z.string()).min(1) }),
  z.strictObject({ method: z.literal('pyocd'), target: z.string() }),
  z.strictObject({ method: z.literal('probe-rs'), chip: z.string() }),
  z.strictObject({ method: z.literal('st-flash'), address: word }),
  z.strictObject({ method: z.literal('picotool') }),
  /** `board` is the Board-ID of the volume's INFO_UF2.TXT, `family` the blocks' family id. */
  z.strictObject({ method: z.literal('uf2'), family: word, board: z.string() }),
  z.strictObject({ method: z.literal('bossac'), offset: word }),
  z.strictObject({ method: z.literal('teensy-loader'), mcu: z.string() }),
  z.strictObject({ method: z.literal('ssh') }),
]);

const usbNumber = z.string().regex(/^[0-9a-f]{4}$/, 'four hexadecimal digits in lower case');

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
  /** `boot` is where a boot header has a place of its own, before the vectors. */
  memory: z.strictObject({ flash: region, ram: region, boot: region.optional() }).optional(),
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
      /** What the steps of `setup` make of the clocks. */
      clocks: clockSchema.optional(),
      /** What the chip's ROM wants to find in flash: the name of its generator. */
      boot: z.string().optional(),
      /** Steps before anything else: clocks, wait states and pins. Registers as the manual names them. */
      setup: z.array(z.union([registerChange, registerWait, pause])).default([]),
      /** What keeps a watchdog quiet that a boot program or the chip's options may have started. */
      watchdog: registerWrite.optional(),
    })
    .optional(),
  /** Of programs for an operating system: what runs before `main`. */
  hosted: z.strictObject({ runtime: z.string() }).optional(),
  /** Of attached boards: the first method is the one that is used unless another is asked for. */
  flash: z.strictObject({ methods: z.array(flashMethod).min(1) }).optional(),
  /** What the board's own USB connector shows of it, the probe or bridge with its serial port. */
  usb: z
    .array(z.strictObject({ vendor: usbNumber, product: usbNumber, name: z.string() }))
    .default([]),
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

export type FlashMethod = z.infer<typeof flashMethod>;

export type Board = z.infer<typeof boardSchema> & { readonly id: string };
