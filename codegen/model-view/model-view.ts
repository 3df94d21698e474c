import type { ConstantArray, LayerField } from '../kernels/kernel.js';
import { elementCount, findTensor } from '../model/graph.js';
import type { ArenaPlan } from '../planner/plan-arena.js';
import { arrayLines, cLiteral } from './c-literals.js';
import { CNames, sanitize } from './c-names.js';
import type { LoweredModel, Step } from './lower-model.js';
import { tensorBytes } from './tensor-bytes.js';

/** All that the templates below `firmware-templates/model/` print. */
export interface ModelView {
  readonly version: string;
  readonly name: string;
  readonly hash: string;
  /** `softbit_lenet5` and `SOFTBIT_LENET5`. */
  readonly prefix: string;
  readonly macro: string;
  readonly inputBytes: number;
  readonly inputOffset: number;
  readonly outputCount: number;
  readonly outputOffset: number;
  readonly arenaBytes: number;
  readonly arenaWords: number;
  readonly classes: readonly ClassView[] | null;
  readonly arrays: readonly ArrayView[];
  readonly kernels: readonly KernelPrototype[];
  readonly steps: readonly StepView[];
  /** How many threads share steps; null where none is shared. */
  readonly threads: number | null;
  /** What a profiler watches; null in programs that are not profiled. */
  readonly marker: { readonly symbol: string; readonly length: number } | null;
}

interface ClassView {
  readonly literal: string;
}

interface ArrayView {
  readonly symbol: string;
  readonly type: string;
  readonly length: number;
  readonly lines: readonly string[];
}

/** Declared in the model's file, so that kernels need no header each. */
interface KernelPrototype {
  readonly symbol: string;
  readonly parameters: readonly string[];
}

interface StepView {
  /** From 1. */
  readonly number: number;
  readonly comment: string;
  readonly kernel: string;
  readonly layer: string;
  readonly layerType: string;
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  readonly arguments: readonly ArgumentView[];
  /** The function of one thread's share, and of how many units; null where one thread runs the step. */
  readonly shared: { readonly function: string; readonly units: number } | null;
}

/** A place in the arena as a pointer to bytes or to 32-bit integers. */
interface ArgumentView {
  readonly offset: number;
  readonly integers: boolean;
  /** Bytes from one thread's place to the next one's; null where all have the same. */
  readonly stride: number | null;
  readonly comment: string;
}

export interface ModelViewOptions {
  readonly lowered: LoweredModel;
  readonly plan: ArenaPlan;
  readonly hash: string;
  readonly version: string;
  /** Whether to mark where each step begins. */
  readonly markers: boolean;
  readonly threads: number;
}

/** Array of a profiled program: a store into element 1 + n says that step n begins. */
export const MARKER_SYMBOL = 'softbit_marker';

/** `softbit_` and the model's name as an identifier. */
export function modelPrefix(name: string): string {
  return `softbit_${sanitize(name)}`;
}

/** Computes every name, number and literal of a generated model. */
export function modelView(options: ModelViewOptions): ModelView {
  const { lowered, plan, hash, version, markers, threads } = options;
  const { model, steps, result } = lowered;
  const input = findTensor(model, model.input.tensor);
  const printer = new StepPrinter(modelPrefix(model.name), plan);
  const stepViews = steps.map((step, index) => printer.print(step, index));
  return {
    version,
    name: model.name,
    hash,
    prefix: modelPrefix(model.name),
    macro: modelPrefix(model.name).toUpperCase(),
    inputBytes: tensorBytes(input),
    inputOffset: plan.offsets.get(input.name) ?? 0,
    outputCount: elementCount(findTensor(model, model.output).shape),
    outputOffset: plan.offsets.get(result) ?? 0,
    arenaBytes: plan.bytes,
    arenaWords: plan.bytes / 4,
    classes: classViews(model.classes),
    arrays: printer.arrays,
    kernels: prototypes(steps),
    steps: stepViews,
    threads: steps.some(({ shared }) => shared) ? threads : null,
    marker: markers ? { symbol: MARKER_SYMBOL, length: steps.length + 1 } : null,
  };
}

/** Prints steps and collects the arrays that they name. */
class StepPrinter {
  readonly arrays: ArrayView[] = [];
  readonly #names = new CNames();

  constructor(
    readonly prefix: string,
    readonly plan: ArenaPlan,
  ) {}

  print(step: Step, index: number): StepView {
    const { layer, name, op, source } = step;
    const stem = `${this.prefix}_${name}`;
    return {
      number: index + 1,
      comment: name === op ? op : `${name}: ${op}`,
      kernel: source.symbol,
      layer: this.#names.claim('layer', name),
      layerType: layer.type,
      fields: layer.fields.map((field) => ({ name: field.name, value: this.#value(stem, field) })),
      arguments: this.#arguments(step, index),
      shared: step.shared
        ? { function: this.#names.claim('share', name), units: step.shared.units }
        : null,
    };
  }

  #value(stem: string, { value }: LayerField): string {
    return 'numbers' in value ? this.#array(stem, value) : cLiteral(value);
  }

  #array(stem: string, array: ConstantArray): string {
    const symbol = this.#names.claim(stem, array.suffix);
    const { type, numbers } = array;
    this.arrays.push({ symbol, type, length: numbers.length, lines: arrayLines(array) });
    return symbol;
  }

  #arguments(step: Step, index: number): ArgumentView[] {
    const { offsets, scratchOffsets } = this.plan;
    const at = (name: string): number => offsets.get(name) ?? 0;
    const bytes = (offset: number, comment: string): ArgumentView => ({
      offset,
      integers: false,
      stride: null,
      comment,
    });
    const scratch = {
      ...bytes(scratchOffsets[index], 'scratch'),
      stride: step.shared?.scratchStride ?? null,
    };
    return [
      ...step.reads.map((name) => bytes(at(name), name)),
      ...(step.scratchBytes > 0 ? [scratch] : []),
      { ...bytes(at(step.writes), step.writes), integers: step.writesIntegers },
    ];
  }
}

function prototypes(steps: readonly Step[]): KernelPrototype[] {
  const bySymbol = new Map(steps.map((step) => [step.source.symbol, step]));
  return [...bySymbol]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([symbol, step]) => ({ symbol, parameters: parameterTypes(step) }));
}

function parameterTypes({ layer, reads, scratchBytes, writesIntegers, shared }: Step): string[] {
  return [
    `const ${layer.type} *layer`,
    ...reads.map((_, index) => `const uint8_t *input${index}`),
    ...(scratchBytes > 0 ? ['uint8_t *scratch'] : []),
    `${writesIntegers ? 'int32_t' : 'uint8_t'} *output`,
    ...(shared ? ['int32_t first', 'int32_t end'] : []),
  ];
}

function classViews(classes: readonly string[]): ClassView[] | null {
  return classes.length === 0 ? null : classes.map((name) => ({ literal: cString(name) }));
}

/** A C string: printable ASCII as it is, everything else as the octal escapes of its UTF-8. */
function cString(text: string): string {
  const characters = Array.from(Buffer.from(text, 'utf8'), (byte) => {
    const plain = byte >= 0x20 && byte < 0x7f && !'"\\?'.includes(String.fromCharCode(byte));
    return plain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
  });
  return `"${characters.join('')}"`;
}
