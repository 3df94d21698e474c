/**
 * What code generation must know of a board, handed in as a value by whoever wires the two
 * together; `boards/` resolves its data to this.
 */
export interface Target {
  /** Board id, as in `mps2-an386`. */
  readonly board: string;
  readonly description: string;
  /** Core id, as in `cortex-m4`; `host` for a program on this machine. */
  readonly core: string;
  /** Architecture features that kernels may ask for: `dsp`, `long-multiply`, `mve`, `neon` … */
  readonly features: readonly string[];
  readonly toolchain: {
    /** `arm-none-eabi-` or empty. */
    readonly prefix: string;
    /** Flags that choose core, instruction set and float ABI. */
    readonly architectureFlags: readonly string[];
    readonly linkFlags: readonly string[];
  };
  /** Absent on hosted targets. */
  readonly memory?: {
    readonly flash: MemoryRegion;
    readonly ram: MemoryRegion;
    /** Where the boot header has a place of its own, before the vectors. */
    readonly boot?: MemoryRegion | undefined;
  };
  /** Absent on hosted targets, which speak over standard input and output. */
  readonly firmware?: FirmwareTarget;
  /** Of hosted targets whose C library does not start programs: the start-up code that does. */
  readonly hosted?: { readonly runtime: string };
}

/** Bytes from `origin`. */
export interface MemoryRegion {
  readonly origin: number;
  readonly length: number;
}

export interface FirmwareTarget {
  /** Template sets below `firmware-templates/firmware/`: start-up code, UART driver, timer. */
  readonly startup: string;
  readonly uart: {
    readonly driver: string;
    readonly base: number;
    readonly interrupt: number;
    readonly baud: number;
    readonly clock: number;
    /** Where the driver chooses the pins. */
    readonly pins?: { readonly transmit: number; readonly receive: number } | undefined;
  };
  /** Counts `clock / divider` ticks a second. */
  readonly timer: {
    readonly driver: string;
    readonly base: number;
    readonly clock: number;
    readonly divider: number;
  };
  /** Received bytes that can wait while an inference runs, a power of two. */
  readonly ringBytes: number;
  /** What the chip wants to find in flash besides vectors, by the name of its generator. */
  readonly boot?: string | undefined;
  /** Steps before anything else, such as clocks and pins. */
  readonly setup: readonly SetupStep[];
  /** What keeps a watchdog quiet that was started before the firmware. */
  readonly watchdog?: RegisterWrite | undefined;
  /** Of cores without one of their own: the interrupt controller's address. */
  readonly interruptController?: number | undefined;
  /** External interrupts in the vector table, after the 16 of the core. */
  readonly interruptCount: number;
  readonly stackBytes: number;
}

export type SetupStep = RegisterChange | RegisterWait | Pause;

/** `register = (register & ~clear) | set`, by the name that the manual gives it. */
export interface RegisterChange {
  readonly register: string;
  readonly address: number;
  readonly clear: number;
  readonly set: number;
  /** In a phrase, for the comment beside it. */
  readonly purpose: string;
}

/** Goes on when `(register & mask) == equals`. */
export interface RegisterWait {
  readonly register: string;
  readonly address: number;
  readonly mask: number;
  readonly equals: number;
  readonly purpose: string;
}

/** `register = value`. */
export interface RegisterWrite {
  readonly register: string;
  readonly address: number;
  readonly value: number;
  readonly purpose: string;
}

/** Lets at least so many cycles of the core pass. */
export interface Pause {
  readonly cycles: number;
  readonly purpose: string;
}

/** A file of a generated project, its path relative to the project's folder. */
export interface GeneratedFile {
  readonly path: string;
  readonly contents: string;
}
