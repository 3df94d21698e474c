import type { Cycles } from '../timing/cycles.js';
import type { Mismatch } from '../validate/report.js';

/** What `softbit profile --json` prints. */
export interface ProfileReport {
  readonly model: string;
  readonly modelHash: string;
  readonly board: string;
  readonly core: string;
  /** Where modelled cycles come from; null where nothing models the core. */
  readonly timing: { readonly source: string; readonly isEstimate: boolean } | null;
  /** Whether every output equals the integer reference's. */
  readonly bitExact: boolean;
  readonly firstMismatch: Mismatch | null;
  readonly total: ProfileTotal;
  readonly layers: readonly LayerProfile[];
  /** Present where there are several threads. */
  readonly threads?: ThreadsProfile;
  /** Present where asked for: the instructions that took most, most first. */
  readonly hottest?: readonly HotInstruction[];
  /** Present where asked for: what all layers together executed, by mnemonic, most cycles first. */
  readonly histogram?: readonly MnemonicCount[];
}

export interface ThreadsProfile {
  readonly count: number;
  /** Sum over the layers of what the busiest thread executed. */
  readonly criticalInstructions: number;
  /** All threads' instructions by those: no measurement, for nothing here knows caches or the system. */
  readonly modelledSpeedUp: number;
}

export interface MnemonicCount {
  readonly mnemonic: string;
  readonly executions: number;
  readonly modelledCycles: Cycles | null;
}

export interface ProfileTotal extends Measured {
  /** Bytes of weights, requantization, layer descriptions and all inference code. */
  readonly flash: number;
  /** Bytes of the arena: activations and scratch. */
  readonly ram: number;
}

/** Executed instructions are exact; cycles are modelled. */
export interface Measured {
  readonly macs: number;
  readonly instructions: number;
  readonly modelledCycles: Cycles | null;
  /** Null where there is nothing to multiply. */
  readonly instructionsPerMac: number | null;
  /** By the estimate. */
  readonly cyclesPerMac: number | null;
}

export interface LayerProfile extends Measured {
  readonly name: string;
  readonly op: string;
  readonly bits: {
    readonly input: number;
    readonly weights: number | null;
    readonly output: number;
  };
  /** C symbol of the kernel. */
  readonly kernel: string;
  /** Why that kernel was taken. */
  readonly reason: string;
  /** Bytes of weights and requantization. */
  readonly flash: number;
  /** Bytes of the kernel's code, which layers with the same kernel share. */
  readonly code: number;
  readonly scratch: number;
}

export interface HotInstruction {
  readonly layer: string;
  readonly symbol: string;
  readonly address: string;
  readonly text: string;
  readonly executions: number;
  readonly modelledCycles: Cycles | null;
}
