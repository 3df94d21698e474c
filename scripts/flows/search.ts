import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { loadBoard } from '../../boards/index.js';
import {
  applyTrainedWeights,
  buildNetwork,
  loadDataset,
  readTrainedWeights,
  renderSearchReport,
  searchBits,
  selectBackend,
  type Dataset,
  type SearchBudget,
  type SearchResult,
} from '../../trainer/index.js';
import type { CommandContext } from '../cli/run-action.js';

export interface SearchRequest {
  /** Folder of a float training. */
  readonly from: string;
  readonly dataset: string;
  readonly data?: string | undefined;
  readonly size?: readonly [height: number, width: number] | undefined;
  readonly board: string;
  readonly core?: string | undefined;
  readonly bits: readonly number[];
  readonly budget: SearchBudget;
  readonly images: number;
  readonly out: string;
  /** What the user typed. */
  readonly command: string;
}

export interface SearchOutcome extends SearchResult {
  /** Path of the file that `train --layer-bits` reads. */
  readonly bitsFile: string;
  readonly report: string;
}

/** Finds bits of layers within a budget, and writes them and a page. */
export async function search(
  request: SearchRequest,
  { console, signal }: CommandContext,
): Promise<SearchOutcome> {
  const board = loadBoard(request.board, undefined, request.core);
  const weights = readTrainedWeights(request.from, 'float');
  const dataset = await loadDataset(request.dataset, { ...request, folder: request.data });
  console.progress((await selectBackend()).line);
  const { shape: inputShape, classes } = dataset;
  const model = buildNetwork(weights.network, { inputShape, classes: classes.length });
  applyTrainedWeights(model, weights);
  const result = await searchBits({
    model,
    spec: specOf(dataset),
    bits: request.bits,
    split: dataset.validation,
    images: request.images,
    target: { core: board.core, features: board.features },
    budget: request.budget,
    signal,
    onProgress: (line) => console.progress(line),
  });
  return { ...result, ...(await writeResult(request, weights.network, result)) };
}

/** Bits of inner layers are the search's. */
function specOf({ validation }: Dataset) {
  const bits = { weights: { bits: 8 }, activations: { bits: 8 } };
  return (validation.zeroPoint ?? 0) > 0 ? { ...bits, signedInput: true } : bits;
}

async function writeResult(request: SearchRequest, network: string, result: SearchResult) {
  const { out } = request;
  await mkdir(out, { recursive: true });
  const bitsFile = path.join(out, 'bits.json');
  const report = path.join(out, 'search.html');
  await writeFile(bitsFile, `${JSON.stringify(result.chosen.assignment, null, 2)}\n`);
  await writeFile(report, renderSearchReport({ ...result, ...request, network }));
  return { bitsFile, report };
}
