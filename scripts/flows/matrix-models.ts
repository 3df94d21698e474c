import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { glob } from 'tinyglobby';
import type { MatrixModel } from '../../boards/index.js';
import { loadModel, randomInput, type Model } from '../../codegen/index.js';
import { loadDataset } from '../../trainer/index.js';
import { noModels } from './errors.js';
import { firstSamples } from './first-samples.js';

export interface MatrixModelsRequest {
  /** Globs of model files; default: the zoo. */
  readonly models?: readonly string[] | undefined;
  /** One data set for all models; default: each model’s own. */
  readonly dataset?: string | undefined;
  /** The data set’s folder, or without `dataset` a folder that holds each data set by its name. */
  readonly data?: string | undefined;
  readonly seed: number;
  readonly samples: number;
}

const zoo = fileURLToPath(new URL('../../../zoo/', import.meta.url));
const suffix = '.softbit.json';

/**
 * Loads the models that globs name, each with its samples.
 *
 * @throws SB_NO_MODELS, and what loading a model and a data set throws
 */
export async function matrixModels(request: MatrixModelsRequest): Promise<MatrixModel[]> {
  const patterns = request.models ?? [`${zoo.replaceAll('\\', '/')}*${suffix}`];
  const files = await glob(patterns, { absolute: true, onlyFiles: true, expandDirectories: false });
  if (files.length === 0) throw noModels(patterns);
  return Promise.all(files.sort().map((file) => matrixModel(file, request)));
}

async function matrixModel(file: string, request: MatrixModelsRequest): Promise<MatrixModel> {
  const model = await loadModel(file);
  return { name: path.basename(file, suffix), model, ...(await samplesFor(model, request)) };
}

/** True samples where there are any; else inputs of any value, which prove bits but no accuracy. */
async function samplesFor(model: Model, request: MatrixModelsRequest) {
  const { seed, samples: wanted } = request;
  const source = dataOf(model, request);
  if (source === undefined) return { samples: randomSamples(model, seed, wanted), labelled: false };
  const { test } = await loadDataset(source.name, { folder: source.folder, seed });
  return { samples: firstSamples(test, wanted), labelled: true };
}

interface DataSource {
  readonly name: string;
  readonly folder?: string | undefined;
}

/** The data sets whose test samples Softbit can draw itself for a model that learnt another. */
const standIns: Readonly<Record<string, string>> = { digits: 'digits', mnist: 'digits' };

function dataOf(
  { provenance }: Model,
  { dataset, data }: MatrixModelsRequest,
): DataSource | undefined {
  if (dataset !== undefined) return { name: dataset, folder: data };
  const own = provenance?.dataset;
  if (own === undefined) return undefined;
  const folder = data === undefined ? undefined : path.join(data, own);
  if (folder !== undefined && existsSync(folder)) return { name: own, folder };
  return own in standIns ? { name: standIns[own] } : undefined;
}

function randomSamples(model: Model, seed: number, count: number) {
  return Array.from({ length: count }, (_, index) => ({
    bytes: randomInput(seed + index, model),
    label: 0,
  }));
}
