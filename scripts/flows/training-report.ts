import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  applyTrainedWeights,
  buildNetwork,
  confusionMatrix,
  measureSensitivity,
  readTrainedWeights,
  renderTrainingReport,
  weightHistograms,
  type Dataset,
  type QuantizationSpec,
  type Sensitivity,
  type TrainingResult,
} from '../../trainer/index.js';
import type { TrainOutcome, TrainRequest } from './train.js';

/** Validation images by which layers are told apart. */
const SENSITIVITY_IMAGES = 512;

/** The training's page, beside its model. */
export const trainingReportFile = 'training.html';

export interface TrainingReportRequest {
  readonly request: TrainRequest;
  readonly dataset: Dataset;
  readonly result: TrainingResult;
  readonly outcome: TrainOutcome;
  readonly spec: QuantizationSpec | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Writes `OUT/training.html`. */
export async function writeTrainingReport(context: TrainingReportRequest): Promise<string> {
  const { request, dataset, result, outcome, signal } = context;
  const page = renderTrainingReport({
    network: request.model,
    dataset: dataset.name,
    command: request.command,
    history: result.history,
    accuracy: outcome.accuracy,
    seconds: outcome.seconds,
    classes: dataset.classes,
    confusion: await confusionMatrix(result.model, dataset.test, dataset.classes.length, signal),
    histograms: weightHistograms(result.model),
    sensitivity: await sensitivityOf(context),
  });
  const file = path.join(request.out, trainingReportFile);
  await writeFile(file, page);
  return file;
}

/** Of the float network that fine-tuning began with. */
async function sensitivityOf({
  request: { model: network, from, out },
  dataset,
  spec,
  signal,
}: TrainingReportRequest): Promise<Sensitivity[]> {
  if (!spec) return [];
  const { shape: inputShape, classes } = dataset;
  const model = buildNetwork(network, { inputShape, classes: classes.length });
  const start =
    from === undefined ? readTrainedWeights(out, 'float') : readTrainedWeights(from, 'quantized');
  applyTrainedWeights(model, start);
  try {
    const split = dataset.validation;
    return await measureSensitivity({ model, spec, split, images: SENSITIVITY_IMAGES, signal });
  } finally {
    model.dispose();
  }
}
