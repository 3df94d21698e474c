import { SoftbitError } from '../../codegen/index.js';

export function datasetUnknown(name: string, known: readonly string[]): SoftbitError {
  return new SoftbitError({
    code: 'SB_DATA_UNKNOWN',
    message: `There is no data set format "${name}". The formats are ${known.join(', ')}.`,
  });
}

export function dataFolderNeeded(name: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_DATA_FOLDER_NEEDED',
    message: `Data set ${name} is read from files. Name their folder with --data.`,
  });
}

export function dataFileMissing(
  folder: string,
  names: readonly string[],
  cause?: unknown,
): SoftbitError {
  return new SoftbitError({
    code: 'SB_DATA_MISSING',
    message: `${folder} holds none of ${names.join(', ')}. Check the folder given with --data.`,
    cause,
  });
}

export function dataFileUnreadable(file: string, cause: Error): SoftbitError {
  return new SoftbitError({
    code: 'SB_DATA_UNREADABLE',
    message: `${file} cannot be read: ${cause.message}. Check what it is and who may read it.`,
    cause,
  });
}

export function imageCountInvalid(count: number): SoftbitError {
  return new SoftbitError({
    code: 'SB_DATA_COUNT',
    message: `${count} training images cannot be generated. Give a whole number from 10 to 1000000.`,
  });
}

export function dataFileInvalid(file: string, problem: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_DATA_INVALID',
    message: `${file}: ${problem}. Download or unpack the file again, or choose another --dataset.`,
  });
}

export function labelOutOfRange(
  file: string,
  index: number,
  label: number,
  classes: number,
): SoftbitError {
  return new SoftbitError({
    code: 'SB_DATA_LABEL',
    message: `${file}: label ${label} of record ${index} is not one of 0 … ${classes - 1}. The file is damaged or belongs to another data set.`,
  });
}

export function imageSizesDiffer(
  file: string,
  actual: readonly number[],
  expected: readonly number[],
): SoftbitError {
  return new SoftbitError({
    code: 'SB_DATA_IMAGE_SIZE',
    message: `${file} is ${actual.join('×')}, the first training image is ${expected.join('×')}. Give all images one size; pictures in folders are also resized by --size HEIGHTxWIDTH.`,
  });
}

export function foldTooLarge(wanted: number, count: number): SoftbitError {
  return new SoftbitError({
    code: 'SB_DATA_FOLD',
    message: `${wanted} images are to test and validate, and the data set has ${count} training and validation images: none is left to train on. Take fewer.`,
  });
}
