import { checkLabels } from '../check-labels.js';
import type { Dataset, DatasetFormat, Split } from '../dataset.js';
import { dataFileInvalid, dataFolderNeeded } from '../errors.js';
import { readFirst } from '../read-file.js';
import { featureBytes, featureShape, featureZeroPoint, toBytes } from './features.js';
import { holdOutSpeakers } from './hold-out-speakers.js';
import { readIndex, type IndexRow } from './read-index.js';

/** Spoken words as 49×10 int8 MFCCs of MLPerf Tiny's front end, with an index of their clips. */
export const kws12 = featureFormat('kws12', 'twelve spoken commands');
export const asc40 = featureFormat('asc40', 'forty Arabic words');

function featureFormat(name: string, words: string): DatasetFormat {
  return {
    name,
    description: `${words}: a folder with ${name}_mfcc_i8.bin, _labels.u8 and _index.csv`,
    layout: [
      `${name}_mfcc_i8.bin    int8, 49 frames of 10 MFCCs a clip, zero point 83`,
      `${name}_labels.u8      a byte a clip`,
      `${name}_index.csv      row, file, label, label_name, split and perhaps speaker`,
      'Without a split "val", a tenth of the training clips, by speaker, is for validation.',
    ],
    needsFolder: true,
    // eslint-disable-next-line @typescript-eslint/require-await -- so that throwing rejects
    async load({ folder }) {
      if (folder === undefined) throw dataFolderNeeded(name);
      return loadFeatures(folder, name);
    },
  };
}

type Part = 'train' | 'validation' | 'test';

function loadFeatures(folder: string, name: string): Dataset {
  const { file, rows } = readIndex(folder, name);
  const features = readFeatures(folder, name, rows.length);
  const labels = readLabels(folder, name, rows);
  const classes = classNames(file, rows);
  checkLabels(file, labels, classes.length);
  const parts = divide(file, rows);
  const part = (wanted: Part): Split => gather(features, labels, parts, wanted);
  return {
    name,
    shape: featureShape,
    classes,
    train: part('train'),
    validation: part('validation'),
    test: part('test'),
  };
}

function readFeatures(folder: string, name: string, count: number): Uint8Array {
  const { path: file, bytes } = readFirst(folder, [`${name}_mfcc_i8.bin`]);
  if (bytes.length === count * featureBytes) return toBytes(bytes);
  const wanted = `${count} × ${featureBytes}, as the index has ${count} rows`;
  throw dataFileInvalid(file, `it holds ${bytes.length} bytes, not ${wanted}`);
}

/** The labels stand in a file of their own and in the index, and must agree. */
function readLabels(folder: string, name: string, rows: readonly IndexRow[]): Uint8Array {
  const { path: file, bytes } = readFirst(folder, [`${name}_labels.u8`]);
  if (bytes.length !== rows.length) {
    throw dataFileInvalid(
      file,
      `it holds ${bytes.length} labels for ${rows.length} rows of the index`,
    );
  }
  const at = rows.findIndex(({ label }, index) => label !== bytes[index]);
  if (at < 0) return bytes;
  throw dataFileInvalid(file, `label ${at} is ${bytes[at]}, and ${rows[at].label} in the index`);
}

function classNames(file: string, rows: readonly IndexRow[]): string[] {
  const names: string[] = [];
  for (const { label, className } of rows) names[label] ??= className;
  const odd = rows.find(({ label, className }) => names[label] !== className);
  if (odd) {
    throw dataFileInvalid(
      file,
      `class ${odd.label} is called ${names[odd.label]} and ${odd.className}`,
    );
  }
  const gap = Array.from(names).findIndex((name) => name === undefined);
  if (gap >= 0) throw dataFileInvalid(file, `no row has label ${gap}`);
  return names.map((name) => name.replace(/^_(.*)_$/, '$1'));
}

const partNames: Readonly<Record<string, Part>> = {
  train: 'train',
  val: 'validation',
  validation: 'validation',
  test: 'test',
};

/** The index's own split; where it has no validation clips, some speakers' training clips are. */
function divide(file: string, rows: readonly IndexRow[]): Part[] {
  const parts = rows.map(({ split }, index) => {
    const part = partNames[split] as Part | undefined;
    if (part) return part;
    throw dataFileInvalid(file, `row ${index} belongs to split "${split}", not train, val or test`);
  });
  if (parts.includes('validation')) return parts;
  const training = rows.filter((_, index) => parts[index] === 'train');
  const held = holdOutSpeakers(training.map(({ speaker }) => speaker));
  return parts.map((part, index) =>
    part === 'train' && held.has(rows[index].speaker) ? 'validation' : part,
  );
}

function gather(
  features: Uint8Array,
  labels: Uint8Array,
  parts: readonly Part[],
  wanted: Part,
): Split {
  const indices = parts.flatMap((part, index) => (part === wanted ? [index] : []));
  const images = new Uint8Array(indices.length * featureBytes);
  indices.forEach((index, place) => {
    const clip = features.subarray(index * featureBytes, (index + 1) * featureBytes);
    images.set(clip, place * featureBytes);
  });
  return {
    images,
    labels: Uint8Array.from(indices, (index) => labels[index]),
    count: indices.length,
    zeroPoint: featureZeroPoint,
  };
}
