import { unsupportedLayer } from './errors.js';
import { residualPathsOf, type ResidualPaths } from './residual-paths.js';
import { ceilingOf, freeName, type Step } from './steps.js';

/** A layer of the quantized twin, before its bits are decided. */
export type PlannedLayer = KeptLayer | PlannedWeights | PlannedActivation;

interface PlannedBase {
  readonly name: string;
  readonly inputs: readonly string[];
}

export interface KeptLayer extends PlannedBase {
  readonly role: 'kept';
  readonly step: Step;
}

export interface PlannedWeights extends PlannedBase {
  readonly role: 'weights';
  readonly step: Step;
}

/**
 * What a quantizer's codes are for: `main` feeds layers, `shortcut` stands between a projection and
 * its add, `residual` carries a residual sum or what will be added to one.
 */
export type Path = 'main' | 'shortcut' | 'residual';

export interface PlannedActivation extends PlannedBase {
  readonly role: 'activation';
  readonly range: 'unsigned' | 'signed';
  readonly path: Path;
  /** What the values are clipped at before a range is fitted to them. */
  readonly ceiling?: number | undefined;
}

/**
 * A value on its way through the twin: `codes` are quantized, `sums` are what a layer has
 * accumulated and the next quantizer will requantize.
 */
interface Value {
  /** The planned layer that gives it. */
  readonly source: string;
  readonly form: 'codes' | 'sums';
  readonly signed: boolean;
  /** The kind of layer that gives it, or accumulated it. */
  readonly origin: Step['kind'];
  readonly path: Path;
}

export interface PlanSettings {
  /** Whether the model's input has negative values. */
  readonly signedInput: boolean;
  /**
   * Whether residual sums have bits of their own: layers on the main branch then read them behind
   * another quantizer. Else one quantizer serves both.
   */
  readonly separateResidual: boolean;
}

/**
 * Decides where quantizers go: each ReLU becomes one; a layer that must read codes gets one before
 * it where nothing else has quantized; of an add's operands the longest branch stays unquantized,
 * because add, ReLU and quantizer fold into its requantization, and the others become codes.
 *
 * @throws SoftbitError `SB_LAYER_UNSUPPORTED` for a layer that has no integer form in its place
 */
export function planLayers(steps: readonly Step[], settings: PlanSettings): PlannedLayer[] {
  const planner = new Planner(steps, settings);
  steps.forEach((step) => planner.plan(step));
  planner.finish(steps.at(-1)!);
  return planner.planned;
}

class Planner {
  readonly planned: PlannedLayer[] = [];
  private readonly values = new Map<string, Value>();
  /** Behind residual sums, for the layers that read them with fewer bits. */
  private readonly narrowed = new Map<string, Value>();
  private readonly names: Set<string>;
  readonly paths: ResidualPaths;

  constructor(
    private readonly steps: readonly Step[],
    readonly settings: PlanSettings,
  ) {
    this.names = new Set(steps.map(({ name }) => name));
    this.paths = residualPathsOf(steps);
  }

  plan(step: Step): void {
    rules[step.kind](this, step);
  }

  /** The output may stay a layer's sums; a residual sum alone is no layer's accumulator. */
  finish({ name }: Step): void {
    const { form, origin } = this.value(name);
    if (form === 'sums' && origin === 'add') this.codesOf(name);
  }

  value(name: string): Value {
    return this.values.get(name)!;
  }

  /** Plans the step's own layer. */
  keep(step: Step, sources: readonly string[], value: Omit<Value, 'source'>): void {
    const role = step.kind === 'weighted' ? 'weights' : 'kept';
    this.planned.push({ role, name: step.name, step, inputs: sources });
    this.values.set(step.name, { ...value, source: step.name });
  }

  /** Quantizes the step's input under the step's name. */
  quantizeAs(step: Step, source: string): void {
    const { name } = step;
    const path = this.pathOf(name);
    const common = { role: 'activation', range: 'unsigned', path } as const;
    this.planned.push({ ...common, name, inputs: [source], ceiling: ceilingOf(step) });
    this.values.set(name, { source: name, form: 'codes', signed: false, origin: 'relu', path });
  }

  /** Lets the step's value be its input's: the step does nothing. */
  skip(step: Step): void {
    this.values.set(step.name, this.value(step.inputs[0]));
  }

  /** The value as codes, behind a new quantizer where it is none. */
  codesOf(name: string, path = this.pathOf(name)): Value {
    const value = this.value(name);
    if (value.form === 'codes') return value;
    const codes = this.quantize(name, path);
    this.values.set(name, codes);
    return codes;
  }

  /** The value as codes for the main branch, which residual sums become by one more quantizer. */
  mainCodesOf(name: string): Value {
    const codes = this.codesOf(name);
    if (!this.settings.separateResidual || codes.path === 'main') return codes;
    const narrowed = this.narrowed.get(name) ?? this.quantize(name, 'main');
    this.narrowed.set(name, narrowed);
    return narrowed;
  }

  /** The value as sums that this step alone reads, or undefined. */
  ownSums(name: string): Value | undefined {
    const value = this.value(name);
    const readers = this.steps.filter(({ inputs }) => inputs.includes(name));
    return value.form === 'sums' && readers.length === 1 ? value : undefined;
  }

  readersOf(name: string): Step[] {
    return this.steps.filter(({ inputs }) => inputs.includes(name));
  }

  private pathOf(name: string): Path {
    const { separateResidual } = this.settings;
    return separateResidual && this.paths.carriesResidual(name) ? 'residual' : 'main';
  }

  private quantize(name: string, path: Path): Value {
    const value = this.value(name);
    const quantizer = freeName(`${name}_quant`, this.names);
    this.names.add(quantizer);
    const range = value.signed ? 'signed' : 'unsigned';
    this.planned.push({
      role: 'activation',
      name: quantizer,
      inputs: [value.source],
      range,
      path,
    });
    return { ...value, source: quantizer, form: 'codes', path };
  }
}

type Rule = (planner: Planner, step: Step) => void;

const sums = (origin: Step['kind'], signed: boolean) =>
  ({ form: 'sums', signed, origin, path: 'main' }) as const;

const rules: Readonly<Record<Step['kind'], Rule>> = {
  input: (planner, step) =>
    planner.keep(step, [], {
      form: 'codes',
      signed: planner.settings.signedInput,
      origin: 'input',
      path: 'main',
    }),

  weighted(planner, step) {
    const [name] = step.inputs;
    // A pad folds into the convolution behind it, so that no quantizer may stand between them.
    const readsAsIs = planner.paths.isProjection(step) || planner.value(name).origin === 'pad';
    const { source } = readsAsIs ? planner.codesOf(name) : planner.mainCodesOf(name);
    planner.keep(step, [source], sums('weighted', true));
  },

  batchNorm(planner, step) {
    const input = planner.ownSums(step.inputs[0]);
    if (input?.origin !== 'weighted') {
      throw misplaced(
        step,
        'it does not stand directly behind a convolution or dense layer that it alone reads',
      );
    }
    planner.keep(step, [input.source], sums('weighted', true));
  },

  relu(planner, step) {
    const input = planner.value(step.inputs[0]);
    const isPlain = ceilingOf(step) === undefined;
    if (input.form === 'codes' && !input.signed && isPlain) return planner.skip(step);
    if (input.form === 'codes') throw misplaced(step, 'it stands behind values that are quantized');
    if (!planner.ownSums(step.inputs[0])) {
      throw misplaced(
        step,
        'other layers read its input too, which would have to be computed twice',
      );
    }
    planner.quantizeAs(step, input.source);
  },

  add(planner, step) {
    const main = planner.paths.mainOperandOf(step);
    const operands = step.inputs.map((name) =>
      name === main ? planner.value(name) : planner.codesOf(name, 'shortcut'),
    );
    const signed = operands.some((operand) => operand.signed);
    planner.keep(
      step,
      operands.map(({ source }) => source),
      sums('add', signed),
    );
  },

  maxPool(planner, step) {
    const { source, ...codes } = planner.codesOf(step.inputs[0]);
    planner.keep(step, [source], { ...codes, origin: 'maxPool' });
  },

  averagePool(planner, step) {
    const { source, signed } = planner.codesOf(step.inputs[0]);
    planner.keep(step, [source], sums('averagePool', signed));
  },

  reshape(planner, step) {
    const name = step.inputs[0];
    const value = planner.ownSums(name) ?? planner.codesOf(name);
    const origin = value.form === 'sums' ? 'reshape' : value.origin;
    planner.keep(step, [value.source], { ...value, origin });
  },

  pad(planner, step) {
    const readers = planner.readersOf(step.name);
    if (readers.some(({ kind, className }) => kind !== 'weighted' || className === 'Dense')) {
      throw misplaced(step, 'it can only fold into convolutions that read it');
    }
    const isProjected = readers.some((reader) => planner.paths.isProjection(reader));
    const [name] = step.inputs;
    const { source, ...codes } = isProjected ? planner.codesOf(name) : planner.mainCodesOf(name);
    planner.keep(step, [source], { ...codes, origin: 'pad' });
  },

  softmax(planner, step) {
    if (planner.readersOf(step.name).length > 0) {
      throw misplaced(step, 'other layers read its output');
    }
    const { source, ...value } = planner.value(step.inputs[0]);
    planner.keep(step, [source], value);
  },
};

function misplaced({ name, className }: Step, reason: string): Error {
  return unsupportedLayer(name, className, reason);
}
