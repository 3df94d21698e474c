import type { CodeTensor, GraphNode, OpName, Tensor } from '../model/graph.js';

/** What a kernel may know besides its node. */
export interface KernelContext {
  readonly inputs: readonly CodeTensor[];
  readonly output: Tensor;
  /** The target's architecture features, such as `dsp`. */
  readonly features: readonly string[];
  readonly core: string;
  /** Bytes of scratch that do not make the arena grow much; a wish, not a limit. */
  readonly scratchRoom?: number;
}

/**
 * One way to run the nodes of one op. A kernel is one file, one template and one line in
 * `registry.ts`; `firmware-templates/kernels/README.md` has the name grammar.
 */
export interface Kernel<Node extends GraphNode = GraphNode> {
  /** Unique: op and variant, as in `depthwise`. */
  readonly name: string;
  /** Folder of its template: `portable`, or the architecture whose instructions it uses. */
  readonly architecture: string;
  readonly op: Node['op'] & OpName;
  accepts(node: Node, context: KernelContext): boolean;
  /** Bytes of working memory, only while the node runs. */
  scratchBytes(node: Node, context: KernelContext): number;
  /** Estimated instructions of one inference, from the figures stated in the kernel's file. */
  cost(node: Node, context: KernelContext): number;
  /** Indices of inputs whose memory the output may overwrite while it is being computed. */
  replaceableInputs(node: Node, context: KernelContext): readonly number[];
  /**
   * Rows or tiles of the output, of which any stretch can be computed by itself. Absent where a
   * kernel runs only as a whole, `undefined` where it does so for this node.
   */
  units?(node: Node, context: KernelContext): number | undefined;
  /** The C file; nodes whose file has the same symbol share it. */
  source(node: Node, context: KernelContext): KernelSource;
  /** The constant parameters of this node. */
  layer(node: Node, context: KernelContext): Layer;
}

/** A kernel's C file: its only external function has the file's name. */
export interface KernelSource {
  readonly symbol: string;
  /** Below `firmware-templates/`. */
  readonly template: string;
  readonly view: object;
  /** Whether the function takes a first unit and the one behind the last, as threads need it. */
  readonly parts?: boolean;
}

/** The constant struct that a kernel gets as its first argument. */
export interface Layer {
  readonly type: string;
  readonly fields: readonly LayerField[];
}

export interface LayerField {
  /** C designator without the leading dot: `window.stride_x`. */
  readonly name: string;
  readonly value: ScalarValue | ConstantArray;
}

/** A number with its C type, from which its literal follows. */
export interface ScalarValue {
  readonly type: IntegerType;
  readonly number: number | bigint;
}

export interface ConstantArray {
  readonly type: IntegerType;
  readonly numbers: ArrayLike<number> | ArrayLike<bigint>;
  /** Last part of the array's symbol. */
  readonly suffix: string;
  /** Which total it counts in. */
  readonly role: 'weights' | 'requantization';
}

export type IntegerType =
  'uint8_t' | 'int8_t' | 'uint16_t' | 'int16_t' | 'uint32_t' | 'int32_t' | 'uint64_t' | 'int64_t';
