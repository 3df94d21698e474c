import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Machine } from '../set-up-step.js';

const stampSchema = z.strictObject({
  backend: z.enum(['native', 'wasm']),
  /** One line for the user on what was installed. */
  outcome: z.string(),
  /** For what it was installed: the binding's version, the Node.js line and the processor. */
  target: z.string(),
});

/** What an earlier set-up arrived at, so that the next one need not find out again. */
export type Stamp = z.infer<typeof stampSchema>;

/** It lies in node_modules, because it must vanish together with the library that it speaks of. */
function stampFile({ root }: Machine): string {
  return path.join(root, 'node_modules', '.softbit-tensorflow.json');
}

/** The stamp, or undefined when there is none, or one that cannot be read. */
export async function readStamp(machine: Machine): Promise<Stamp | undefined> {
  try {
    return stampSchema.parse(JSON.parse(await readFile(stampFile(machine), 'utf8')));
  } catch {
    return undefined;
  }
}

export async function writeStamp(machine: Machine, stamp: Stamp): Promise<void> {
  await writeFile(stampFile(machine), `${JSON.stringify(stamp, null, 2)}\n`);
}
