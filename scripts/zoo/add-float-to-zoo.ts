import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readTrainedWeights, trainedWeightsFile } from '../../trainer/index.js';
import { cardFile, floatFolder } from './cards.js';
import type { FloatCard } from './float-card.js';
import { trainingOf, type TrainingRecord } from './training-record.js';
import { writeZooPage } from './write-zoo-page.js';

/** Copies a float network into the zoo, for others to start from, and writes its card. */
export async function addFloatToZoo(
  run: string,
  record: TrainingRecord,
  zoo: string,
): Promise<FloatCard> {
  const { network } = readTrainedWeights(run, 'float');
  const { dataset, seed, testImages } = record;
  const { test, testClassMean } = record.accuracy.float;
  const name = `${network}-${dataset}`;
  const training = trainingOf(record, 'float');
  const accuracy = { test, testClassMean };
  const card: FloatCard = { name, network, dataset, seed, training, testImages, accuracy };
  const folder = floatFolder(zoo);
  await mkdir(folder, { recursive: true });
  await copyFile(trainedWeightsFile(run, 'float'), path.join(folder, `${name}.ckpt`));
  await writeFile(cardFile(folder, name), `${JSON.stringify(card, null, 2)}\n`);
  writeZooPage(zoo);
  return card;
}
