import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { bitsPlot } from './bits-plot.js';
import { measureBits } from './measure-bits.js';
import { measuredCores } from './measured-cores.js';
import { renderBitsDocument } from './render-bits-document.js';

const documents = fileURLToPath(new URL('../../../docs/', import.meta.url));

/** In the order of the document's columns. */
const columns = [
  'cortex-m0plus',
  'cortex-m4',
  'cortex-m7',
  'cortex-m55',
  'cortex-a53',
  'cortex-a72',
  'cortex-a76',
];

/** Measures bits against speed and writes the document and its plot. */
export async function writeBitsTable(): Promise<void> {
  const cores = columns.map((core) => measuredCores.find((row) => row.core === core)!);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'softbit-bits-'));
  try {
    const onProgress = (line: string) => void process.stderr.write(`${line}\n`);
    const figures = await measureBits({ cores, folder, onProgress });
    const text = renderBitsDocument(figures, cores);
    await writeFile(path.join(documents, 'bits-against-speed.md'), text);
    await writeFile(path.join(documents, 'bits-against-speed.svg'), bitsPlot(figures, cores));
    process.stdout.write(text);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeBitsTable();
