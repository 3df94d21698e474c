/**
 * Where tests run generated C: this machine, and every core that has kernels of its own, emulated by
 * QEMU. Only tests know these; what a product's boards look like is `boards/`'s matter.
 */
export interface TestMachine {
  readonly core: string;
  readonly features: readonly string[];
  readonly compiler: string;
  readonly flags: readonly string[];
  /** Absent where an operating system loads programs. */
  readonly memory?: TestMemory;
  /** The command that runs `program`, to which the program's path is appended. */
  readonly run: readonly [command: string, ...arguments: string[]];
}

/** Bare-metal memory, as the linker wants it. */
export interface TestMemory {
  readonly vectors: string;
  readonly code: { readonly origin: string; readonly length: string };
  readonly ram: { readonly origin: string; readonly length: string };
}

const mps2: TestMemory = {
  vectors: '0x00000000',
  code: { origin: '0x00000040', length: '0x003FFFC0' },
  ram: { origin: '0x20000000', length: '0x00400000' },
};

/** MPS2 with SSE-200, secure side. QEMU, hw/arm/mps2-tz.c. */
const mps2Secure: TestMemory = {
  vectors: '0x10000000',
  code: { origin: '0x10000040', length: '0x003FFFC0' },
  ram: { origin: '0x38000000', length: '0x00400000' },
};

/** MPS3 with SSE-300: code in the 2 MB of SRAM, for the instruction memory holds 512 KB only. */
const mps3: TestMemory = {
  vectors: '0x00000000',
  code: { origin: '0x01000000', length: '0x00200000' },
  ram: { origin: '0x21000000', length: '0x00200000' },
};

function microcontroller(
  machine: string,
  memory: TestMemory,
  core: string,
  features: readonly string[],
  flags: readonly string[] = [`-mcpu=${core}`, '-mthumb'],
): TestMachine {
  const semihosting = ['-semihosting-config', 'enable=on,target=native'];
  const silent = ['-display', 'none', '-monitor', 'none', '-serial', 'none'];
  return {
    core,
    features,
    memory,
    compiler: 'arm-none-eabi-gcc',
    flags,
    run: ['qemu-system-arm', '-M', machine, ...silent, ...semihosting, '-kernel'],
  };
}

function linux(
  core: string,
  features: readonly string[],
  compiler: string,
  emulator: string,
  flags: readonly string[],
): TestMachine {
  const run = [emulator, '-cpu', core] as const;
  return { core, features, compiler, run, flags: [...flags, '-static'] };
}

const aarch64 = ['aarch64-linux-gnu-gcc', 'qemu-aarch64'] as const;
const hardFloat = ['-mthumb', '-mfloat-abi=hard'];

/** By core id. `cortex-m0plus` code runs on an emulated Cortex-M3, which executes its subset. */
export const testMachines = {
  host: { core: 'host', features: [], compiler: 'gcc', flags: [], run: ['env'] },
  'cortex-m0plus': microcontroller('mps2-an385', mps2, 'cortex-m0plus', ['thumb1']),
  'cortex-m3': microcontroller('mps2-an385', mps2, 'cortex-m3', ['thumb2', 'long-multiply']),
  'cortex-m4': microcontroller(
    'mps2-an386',
    mps2,
    'cortex-m4',
    ['thumb2', 'dsp', 'long-multiply', 'fpu'],
    ['-mcpu=cortex-m4', '-mfpu=fpv4-sp-d16', ...hardFloat],
  ),
  'cortex-m7': microcontroller(
    'mps2-an500',
    mps2,
    'cortex-m7',
    ['thumb2', 'dsp', 'long-multiply', 'fpu'],
    ['-mcpu=cortex-m7', '-mfpu=fpv5-sp-d16', ...hardFloat],
  ),
  'cortex-m33': microcontroller(
    'mps2-an505',
    mps2Secure,
    'cortex-m33',
    ['thumb2', 'dsp', 'long-multiply', 'fpu'],
    ['-mcpu=cortex-m33', '-mfpu=fpv5-sp-d16', ...hardFloat],
  ),
  'cortex-m55': microcontroller(
    'mps3-an547',
    mps3,
    'cortex-m55',
    ['thumb2', 'dsp', 'long-multiply', 'fpu', 'mve'],
    ['-mcpu=cortex-m55', ...hardFloat],
  ),
  'cortex-a53': linux('cortex-a53', ['aarch64', 'neon'], ...aarch64, ['-mcpu=cortex-a53']),
  'cortex-a72': linux('cortex-a72', ['aarch64', 'neon'], ...aarch64, ['-mcpu=cortex-a72']),
  'cortex-a76': linux('cortex-a76', ['aarch64', 'neon', 'dotprod'], ...aarch64, [
    '-mcpu=cortex-a76',
  ]),
  'cortex-a7': linux('cortex-a7', ['armv7', 'neon'], 'arm-linux-gnueabihf-gcc', 'qemu-arm', [
    '-mcpu=cortex-a7',
    '-mfpu=neon-vfpv4',
    '-mfloat-abi=hard',
  ]),
  /**
   * newlib's ARMv5 build and semihosting: the libraries of 32-bit Linux compilers hold instructions
   * that ARMv6 lacks.
   */
  arm1176: {
    core: 'arm1176',
    features: ['armv6', 'dsp', 'long-multiply'],
    compiler: 'arm-none-eabi-gcc',
    flags: [
      ...['-mcpu=arm1176jzf-s', '-marm', '-mfpu=vfp', '-mfloat-abi=hard'],
      ...['--specs=rdimon.specs', '-Wl,-Ttext-segment=0x10000'],
    ],
    run: ['qemu-arm', '-cpu', 'arm1176'],
  },
} as const satisfies Record<string, TestMachine>;

export type TestMachineName = keyof typeof testMachines;
