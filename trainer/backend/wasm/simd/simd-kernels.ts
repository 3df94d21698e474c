import { assemble } from './assembler.js';
import { combine, quantize, reluGradient } from './elementwise-kernels.js';
import { outerProducts } from './outer-products.js';
import { channelSums, softSlope } from './sum-kernels.js';

type Kernel = (...args: readonly number[]) => void;

const functions = { channelSums, combine, outerProducts, quantize, reluGradient, softSlope };

/** Functions over addresses and numbers, in the order of their definitions' parameters. */
export type SimdKernels = Readonly<Record<keyof typeof functions, Kernel>>;

/** TypeScript knows it by the types of browsers alone. */
interface WebAssemblyApi {
  instantiate: (...args: readonly unknown[]) => Promise<unknown>;
  readonly Memory: abstract new () => object;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => Instance;
}

interface Instance {
  readonly exports: Readonly<Record<string, unknown>>;
}

const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };

let kernels: SimdKernels | null = null;

/** Those over the memory of the WASM package; null before it is loaded. */
export function simdKernels(): SimdKernels | null {
  return kernels;
}

/**
 * Runs an action that makes the package compile its program, and puts the kernels of this folder on
 * the same memory. The package does not hand its memory out, so it is taken from what
 * `WebAssembly.instantiate` gives; where it is not found, kernels stay loops in JavaScript.
 */
export async function withKernels<Result>(action: () => Promise<Result>): Promise<Result> {
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...args) => {
    const made = await instantiate(...args);
    for (const exported of Object.values(instanceOf(made).exports)) {
      if (exported instanceof WebAssembly.Memory) kernels ??= kernelsOn(exported);
    }
    return made;
  };
  try {
    return await action();
  } finally {
    WebAssembly.instantiate = instantiate;
  }
}

/** Given bytes `instantiate` gives module and instance, given a module the instance alone. */
function instanceOf(made: unknown): Instance {
  return (made as { readonly instance?: Instance }).instance ?? (made as Instance);
}

function kernelsOn(memory: object): SimdKernels {
  const program = new WebAssembly.Module(assemble(functions));
  const { exports } = new WebAssembly.Instance(program, { env: { memory } });
  return exports as unknown as SimdKernels;
}
