import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { measureCosts } from './measure-costs.js';
import { boardOf, measuredCores } from './measured-cores.js';

/** Where code generation reads cost tables. */
const costs = fileURLToPath(new URL('../../../codegen/kernels/costs/', import.meta.url));

/**
 * Measures kernels and writes the cost tables by which they are chosen.
 *
 * @param names ids of cores; none means all that have one
 */
export async function writeCosts(names: readonly string[]): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'softbit-costs-'));
  try {
    for (const row of measuredCores) {
      if (!(names.length > 0 ? names.includes(row.core) : row.hasTable)) continue;
      const onProgress = (line: string) => void process.stderr.write(`${line}\n`);
      const table = await measureCosts({ board: boardOf(row), folder, onProgress });
      const file = path.join(costs, `${row.core}.json`);
      await writeFile(file, `${JSON.stringify(table, null, 2)}\n`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeCosts(process.argv.slice(2));
}
