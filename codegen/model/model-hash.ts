import { createHash } from 'node:crypto';
import { encodeModel } from './encode-model.js';
import type { Model } from './graph.js';

/**
 * SHA-256 over both files' contents, in hexadecimal. It stands in generated headers and is asked of
 * a device before it is fed, so that the wrong firmware is never measured.
 */
export function modelHash(model: Model): string {
  const { json, weights } = encodeModel(model);
  return createHash('sha256').update(json).update(weights).digest('hex');
}
