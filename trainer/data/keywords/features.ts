import { mfccFormat } from '../../../codegen/index.js';

/** Rows of one clip, 20 ms apart, and MFCCs of a row. */
export const featureShape = [mfccFormat.frames, mfccFormat.coefficients, 1] as const;

export const featureBytes = featureShape[0] * featureShape[1];

export const { featureZeroPoint } = mfccFormat;

/** Int8 features as bytes, counted from the least: −128 → 0. */
export function toBytes(features: Uint8Array): Uint8Array {
  return features.map((byte) => byte ^ 0x80);
}
