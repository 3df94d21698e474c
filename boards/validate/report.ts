import type { ModelMemory } from '../../codegen/index.js';
import type { ProgramSize } from '../toolchain/measure-size.js';

/** The first output of the device that differs from the reference. */
export interface Mismatch {
  readonly sample: number;
  readonly output: number;
  readonly expected: number;
  readonly actual: number;
}

/** What `softbit validate --json` prints. */
export interface ValidationReport {
  readonly board: string;
  readonly model: string;
  readonly modelHash: string;
  readonly samples: number;
  /** Share of samples that the device classified as labelled. */
  readonly accuracy: number;
  /** The same for the integer reference. */
  readonly referenceAccuracy: number;
  /** Mean over classes of each class's accuracy, for test sets of uneven classes. */
  readonly classMeanAccuracy: number;
  /** Samples of which every output equals the reference's, 0 LSB apart. */
  readonly bitExact: { readonly equal: number; readonly total: number };
  readonly firstMismatch: Mismatch | null;
  /** Mean of executed instructions around the inference alone; null where nothing counts them. */
  readonly instructionsPerInference: number | null;
  readonly instructions: { readonly min: number; readonly max: number } | null;
  readonly flash: ProgramSize['flash'];
  readonly ram: {
    readonly arena: number;
    /** Part of the arena. */
    readonly input: number;
    /** Greatest use of the stack, found by its paint; null where it is not painted. */
    readonly stack: number | null;
    readonly stackReserve: number | null;
    readonly total: number;
  };
  readonly analyze: WeightAnalysis;
  readonly link: {
    readonly resentFrames: number;
    /** Times that the device was reset and the sample under way began anew. */
    readonly resets: number;
    readonly samplesPerSecond: number;
    /** Of all time: bytes on their way, the device computing, and neither of them: the host. */
    readonly share: { readonly wire: number; readonly device: number; readonly host: number };
  };
}

/** How much the packing of weights saves. */
export interface WeightAnalysis {
  readonly macs: number;
  readonly parameters: number;
  readonly weightBytes: number;
  /** The same weights at one byte each. */
  readonly weightBytesAt8Bit: number;
  readonly weightRatio: number;
  readonly layers: readonly LayerAnalysis[];
  readonly memory: ModelMemory;
}

export interface LayerAnalysis {
  readonly name: string;
  readonly op: string;
  readonly inputBits: number;
  readonly weightBits: number | null;
  readonly outputBits: number;
  readonly outputShape: readonly number[];
  readonly macs: number;
  readonly weightBytes: number;
  readonly weightBytesAt8Bit: number;
}
