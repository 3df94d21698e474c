import path from 'node:path';
import { mfcc, mfccFormat } from '../../../codegen/index.js';
import type { Dataset, DatasetFormat, Split } from '../dataset.js';
import { dataFileInvalid, dataFolderNeeded } from '../errors.js';
import { classNames, listClassFiles, type LabelledFile } from '../folder/list-pictures.js';
import { holdOutSpeakers } from '../keywords/hold-out-speakers.js';
import { featureBytes, featureShape, featureZeroPoint } from '../keywords/features.js';
import { speakerOf } from '../keywords/read-index.js';
import { isFolder, readDataFile } from '../read-file.js';
import { decodeWav } from './decode-wav.js';

/** Recordings as Speech Commands lays them out: the speaker's name before the first underscore. */
export const wav: DatasetFormat = {
  name: 'wav',
  description:
    'sounds of a second (WAV, 16 kHz) in DIR/CLASS or DIR/{train,test}/CLASS; MFCC 49×10',
  layout: [
    'train/CLASS/SPEAKER_*.wav    a tenth of them, by speaker, is for validation',
    'test/CLASS/SPEAKER_*.wav',
    'or CLASS/SPEAKER_*.wav       a tenth of them, by speaker, is for the test',
    'One channel at 16 kHz, PCM of 8 or 16 bits or µ-law; cut or filled up to a second.',
  ],
  needsFolder: true,
  // eslint-disable-next-line @typescript-eslint/require-await -- so that throwing rejects
  async load({ folder }) {
    if (folder === undefined) throw dataFolderNeeded('wav');
    return loadFolder(folder);
  },
};

function loadFolder(folder: string): Dataset {
  const [train, test] = [path.join(folder, 'train'), path.join(folder, 'test')];
  const isSplit = isFolder(train) && isFolder(test);
  const classes = classNames(isSplit ? train : folder);
  const list = (part: string): LabelledFile[] =>
    listClassFiles(path.join(folder, part), classes, { what: 'sound', endings: ['.wav'] });
  const [rest, tested] = isSplit ? [list('train'), list('test')] : splitBySpeaker(list('.'));
  const [learnt, validated] = splitBySpeaker(rest);
  if (learnt.length === 0 || validated.length === 0 || tested.length === 0) {
    const found = `${learnt.length} sounds to train on, ${validated.length} to validate and ${tested.length} to test`;
    throw dataFileInvalid(folder, `of its speakers there are ${found}, too few`);
  }
  return {
    name: path.basename(path.resolve(folder)),
    shape: featureShape,
    classes: classes.map((name) => name.replace(/^_(.*)_$/, '$1')),
    train: featuresOf(learnt),
    validation: featuresOf(validated),
    test: featuresOf(tested),
  };
}

/** Nobody is heard in both parts. */
function splitBySpeaker(files: readonly LabelledFile[]): [LabelledFile[], LabelledFile[]] {
  const held = holdOutSpeakers(files.map(({ file }) => speakerOf(file)));
  const isHeld = ({ file }: LabelledFile): boolean => held.has(speakerOf(file));
  return [files.filter((file) => !isHeld(file)), files.filter(isHeld)];
}

function featuresOf(files: readonly LabelledFile[]): Split {
  const images = new Uint8Array(files.length * featureBytes);
  files.forEach(({ file }, index) => {
    images.set(mfcc(readClip(file)), index * featureBytes);
  });
  return {
    images,
    labels: Uint8Array.from(files, ({ label }) => label),
    count: files.length,
    zeroPoint: featureZeroPoint,
  };
}

/** A second of sound: the beginning of a longer file, a shorter one with silence behind it. */
export function readClip(file: string): Int16Array {
  const samples = decodeWav(file, readDataFile(file).bytes);
  const clip = new Int16Array(mfccFormat.clipSamples);
  clip.set(samples.subarray(0, clip.length));
  return clip;
}
