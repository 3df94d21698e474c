/** Modelled processor cycles: a best case, what is expected, and a worst case. */
export interface Cycles {
  readonly low: number;
  readonly estimate: number;
  readonly high: number;
}

export type Bound = keyof Cycles;

export const bounds: readonly Bound[] = ['low', 'estimate', 'high'];

export const noCycles: Cycles = { low: 0, estimate: 0, high: 0 };

export function addCycles(a: Cycles, b: Cycles): Cycles {
  return { low: a.low + b.low, estimate: a.estimate + b.estimate, high: a.high + b.high };
}

export function scaleCycles({ low, estimate, high }: Cycles, factor: number): Cycles {
  return { low: low * factor, estimate: estimate * factor, high: high * factor };
}

/** Whole cycles, for reports. */
export function roundCycles({ low, estimate, high }: Cycles): Cycles {
  return { low: Math.round(low), estimate: Math.round(estimate), high: Math.round(high) };
}
