import { floatBits, methodNames, type MethodName } from '../quantizer/index.js';
import { badBits, unknownMethod } from './errors.js';

/** How a model is to be quantized; 1–8 bits each, or 32 for float. */
export interface QuantizationSpec {
  readonly weights: { readonly bits: number; readonly perChannel?: boolean };
  readonly activations: { readonly bits: number };
  /** Default `dsq`. */
  readonly method?: MethodName;
  /** Weights of the first and last layers and the activations that the last reads. Default 8. */
  readonly firstLastBits?: number;
  /** A projection shortcut's output, on its way to a residual add. Default 8. */
  readonly shortcutBits?: number;
  /**
   * Residual sums, and what is added to them without a layer between. Layers on the main branch then
   * read them behind another quantizer with the bits of activations, as in the literature, whose
   * residual sums are float. Default: none, one quantizer serves both with the activations' bits.
   */
  readonly residualBits?: number | undefined;
  /** Whether the model's input has negative values, as features around a zero point have. Default false. */
  readonly signedInput?: boolean;
  /** By layer name; wins over everything above. */
  readonly perLayer?: Readonly<Record<string, LayerSpec>>;
  /** Names of layers that stay float. Such a model trains but cannot be exported. */
  readonly exclude?: readonly string[];
}

export interface LayerSpec {
  /** Of the layer's weights, or of the activations that it puts out. */
  readonly bits?: number;
  readonly perChannel?: boolean;
}

export type CompleteSpec = Required<Omit<QuantizationSpec, 'weights' | 'residualBits'>> & {
  readonly residualBits?: number | undefined;
  readonly weights: Required<QuantizationSpec['weights']>;
};

/**
 * The spec with its defaults, checked.
 *
 * @throws SoftbitError `SB_BITS`, `SB_METHOD_UNKNOWN`
 */
export function completeSpec(spec: QuantizationSpec): CompleteSpec {
  const complete: CompleteSpec = {
    method: 'dsq',
    firstLastBits: 8,
    shortcutBits: 8,
    signedInput: false,
    perLayer: {},
    exclude: [],
    ...spec,
    weights: { perChannel: true, ...spec.weights },
  };
  if (!methodNames.includes(complete.method)) throw unknownMethod(complete.method, methodNames);
  checkBits('weights.bits', complete.weights.bits);
  checkBits('activations.bits', complete.activations.bits);
  checkBits('firstLastBits', complete.firstLastBits);
  checkBits('shortcutBits', complete.shortcutBits, 2);
  if (complete.residualBits !== undefined) checkBits('residualBits', complete.residualBits);
  for (const [name, { bits }] of Object.entries(complete.perLayer)) {
    if (bits !== undefined) checkBits(`perLayer.${name}.bits`, bits);
  }
  return complete;
}

/** @param least 2 where the values have a sign and a level at 0 */
export function checkBits(field: string, bits: number, least = 1): void {
  const quantized = Number.isInteger(bits) && bits >= least && bits <= 8;
  if (!quantized && bits !== floatBits) throw badBits(field, bits, least);
}
