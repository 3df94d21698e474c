import type { QuantizationSpec } from '../quantize-model/index.js';

/** Bits of quantizers by the names of their layers. */
export type Assignment = Readonly<Record<string, number>>;

/** The quantization with those bits. */
export function withAssignment(spec: QuantizationSpec, assignment: Assignment): QuantizationSpec {
  const perLayer = { ...spec.perLayer };
  for (const [name, bits] of Object.entries(assignment)) {
    perLayer[name] = { ...perLayer[name], bits };
  }
  return { ...spec, perLayer };
}
