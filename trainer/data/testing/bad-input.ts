import type { ExecutionContext } from 'ava';
import { SoftbitError } from '../../../codegen/index.js';
import type { DatasetFormat, DatasetOptions } from '../dataset.js';
import { fixtureFolder, type Files } from './fixture-folder.js';

/** A row of a table of faults. */
export interface BadInput {
  /** Ends the sentence "… is refused". */
  readonly title: string;
  readonly files: Files;
  readonly code: string;
  /** Every one is part of the message: the file, the field, the actual value. */
  readonly mentions: readonly string[];
  readonly options?: Omit<DatasetOptions, 'folder'>;
}

/** Writes the files, loads them and expects the coded error. */
export async function expectRefusal(
  t: ExecutionContext,
  format: DatasetFormat,
  { files, code, mentions, options }: BadInput,
): Promise<void> {
  const folder = fixtureFolder(t, files);
  const error = await t.throwsAsync(format.load({ ...options, folder }), {
    instanceOf: SoftbitError,
  });
  t.is(error?.code, code);
  for (const words of mentions) {
    t.true(error?.message.includes(words), `${error?.message} ∌ ${words}`);
  }
}
