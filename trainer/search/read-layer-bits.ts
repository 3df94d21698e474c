import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Assignment } from './assignment.js';
import { badBitsFile } from './errors.js';

const assignmentSchema = z.record(z.string(), z.int().min(1).max(8));

/**
 * Bits of layers: `LAYER=BITS` pairs separated by commas, or a JSON file of them.
 *
 * @throws SoftbitError `SB_BITS_FILE`
 * @example
 * readLayerBits('stack1_conv1=4,stack1_relu1=3');
 */
export function readLayerBits(text: string): Assignment {
  const pairs = text.split(',').map((pair) => /^([\w./-]+)=([1-8])$/.exec(pair));
  if (pairs.every((pair) => pair !== null)) {
    return Object.fromEntries(pairs.map(([, name, bits]) => [name, Number(bits)]));
  }
  const parsed = assignmentSchema.safeParse(readJson(text));
  if (!parsed.success) throw badBitsFile(text, z.prettifyError(parsed.error));
  return parsed.data;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw badBitsFile(file, (error as Error).message);
  }
}
