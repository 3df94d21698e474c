import type { Target } from '../project/target.js';

/** Bare metal, as board data describe Arm's MPS2 with AN386. */
export const bareMetalTarget = {
  board: 'mps2-an386',
  description: 'Arm MPS2 with AN386 (Cortex-M4)',
  core: 'cortex-m4',
  features: ['thumb2', 'dsp', 'long-multiply', 'fpu'],
  toolchain: {
    prefix: 'arm-none-eabi-',
    architectureFlags: ['-mcpu=cortex-m4', '-mthumb', '-mfloat-abi=hard', '-mfpu=fpv4-sp-d16'],
    linkFlags: [],
  },
  memory: {
    flash: { origin: 0, length: 4 * 1024 * 1024 },
    ram: { origin: 0x2000_0000, length: 4 * 1024 * 1024 },
  },
  firmware: {
    startup: 'cortex-m',
    uart: {
      driver: 'cmsdk-uart',
      base: 0x4000_4000,
      interrupt: 0,
      baud: 115_200,
      clock: 25_000_000,
    },
    timer: { driver: 'cmsdk-timer', base: 0x4000_0000, clock: 25_000_000, divider: 1 },
    ringBytes: 4096,
    setup: [],
    interruptCount: 32,
    stackBytes: 8192,
  },
} satisfies Target;

/** A program of this machine. */
export const hostedTarget = {
  board: 'host',
  description: 'this machine',
  core: 'host',
  features: [],
  toolchain: { prefix: '', architectureFlags: [], linkFlags: [] },
} satisfies Target;
