import { dataFileInvalid } from '../errors.js';
import { readFirst } from '../read-file.js';

/** One row of an index file. */
export interface IndexRow {
  readonly file: string;
  readonly label: number;
  readonly className: string;
  readonly split: string;
  /** Who speaks, by the index or else by the name of the recording. */
  readonly speaker: string;
}

const columns = ['row', 'file', 'label', 'label_name', 'split'];

/**
 * Reads `NAME_index.csv`: a line of column names, then one line for each clip in the order of the
 * feature file.
 *
 * @throws SB_DATA_MISSING, SB_DATA_INVALID naming the line and what is wrong with it
 */
export function readIndex(folder: string, name: string): { file: string; rows: IndexRow[] } {
  const { path: file, bytes } = readFirst(folder, [`${name}_index.csv`]);
  const [head, ...lines] = bytes.toString('utf8').trimEnd().split(/\r?\n/);
  const names = head.split(',');
  const missing = columns.find((column) => !names.includes(column));
  if (missing !== undefined) {
    throw dataFileInvalid(file, `its first line names no column ${missing}`);
  }
  const rows = lines.map((line, index) => parseRow(file, names, line, index));
  return { file, rows };
}

function parseRow(file: string, names: readonly string[], line: string, index: number): IndexRow {
  const values = line.split(',');
  const field = (name: string): string => values[names.indexOf(name)] ?? '';
  const label = Number(field('label'));
  const isSound = values.length === names.length && field('row') === String(index);
  if (!isSound || !Number.isInteger(label)) {
    throw dataFileInvalid(file, `line ${index + 2} is not row ${index}: ${line}`);
  }
  return {
    file: field('file'),
    label,
    className: field('label_name'),
    split: field('split'),
    speaker: names.includes('speaker') ? field('speaker') : speakerOf(field('file')),
  };
}

/** Recordings are called SPEAKER_…, below a folder for each word. */
export function speakerOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1).split('_')[0];
}
