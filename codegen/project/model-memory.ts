/** Exact bytes that a generated model takes, as the planner and the packer know them. */
export interface ModelMemory {
  /** Flash: packed weights. */
  readonly weightsBytes: number;
  /** Flash: thresholds, multipliers, biases and zero-point offsets. */
  readonly requantizationBytes: number;
  /** RAM: everything the model needs, input, activations, output and scratch included. */
  readonly arenaBytes: number;
  /** No plan can take less: the greatest sum of buffers that are alive at the same time. */
  readonly arenaLowerBoundBytes: number;
  /** Parts of the arena. */
  readonly inputBytes: number;
  readonly outputBytes: number;
  /** Greatest scratch of any node. */
  readonly scratchBytes: number;
  readonly nodes: readonly NodeMemory[];
}

/** One row of the memory table, in execution order. */
export interface NodeMemory {
  readonly name: string;
  readonly op: string;
  /** C symbol of the kernel that runs it. */
  readonly kernel: string;
  readonly weightsBytes: number;
  readonly requantizationBytes: number;
  /** Packed bytes of all inputs and of the output. */
  readonly inputBytes: number;
  readonly outputBytes: number;
  readonly scratchBytes: number;
  /** Bytes of the arena that are alive while the node runs. */
  readonly liveBytes: number;
  /** True where the output takes an input's place. */
  readonly inPlace: boolean;
}
