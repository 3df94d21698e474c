/** Rows of one clip, 20 ms apart, and MFCCs of a row. */
export const featureShape = [49, 10, 1] as const;

export const featureBytes = featureShape[0] * featureShape[1];

/** The byte that stands for an MFCC of 0: MLPerf Tiny's int8 zero point 83, counted from −128. */
export const featureZeroPoint = 83 + 128;

/** Int8 features as bytes, counted from the least: −128 → 0. */
export function toBytes(features: Uint8Array): Uint8Array {
  return features.map((byte) => byte ^ 0x80);
}
