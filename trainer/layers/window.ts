/** Sliding-window settings as tfjs spells them. */
export interface WindowConfig {
  readonly kernelSize: readonly [height: number, width: number];
  readonly strides: readonly [vertical: number, horizontal: number];
  readonly dilationRate: readonly [vertical: number, horizontal: number];
  readonly padding: 'same' | 'valid';
}

/** Output height (axis 0) or width (axis 1). */
export function windowedLength(
  length: number,
  axis: 0 | 1,
  { kernelSize, strides, dilationRate, padding }: WindowConfig,
): number {
  if (padding === 'same') return Math.ceil(length / strides[axis]);
  const reach = (kernelSize[axis] - 1) * dilationRate[axis] + 1;
  return Math.ceil((length - reach + 1) / strides[axis]);
}
