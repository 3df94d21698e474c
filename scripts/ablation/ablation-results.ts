import fs from 'node:fs';
import path from 'node:path';
import { writeAtomically } from '../../trainer/index.js';
import { cellName, type AblationCell } from './ablation-grid.js';

/** What all trainings of an ablation have in common. */
export interface AblationSettings {
  readonly model: string;
  readonly dataset: string;
  readonly weights: number;
  readonly activations: number;
  /** Of the float network that all begin with, and of each training. */
  readonly floatEpochs: number;
  readonly epochs: number;
  /** Images trained on, validated on and tested on. */
  readonly images: readonly [train: number, validation: number, test: number];
}

/** A finished training. */
export interface AblationRow extends AblationCell {
  readonly settings: AblationSettings;
  /** Of the float network that it began with, on the same images. */
  readonly floatAccuracy: number;
  readonly validation: number;
  readonly accuracy: number;
  readonly seconds: number;
}

/** One JSON object a line. */
function resultsFile(folder: string): string {
  return path.join(folder, 'results.jsonl');
}

/** The file is replaced as a whole, so that a kill leaves no half line. */
export function appendRow(folder: string, row: AblationRow): void {
  writeAtomically(resultsFile(folder), [readText(folder), `${JSON.stringify(row)}\n`]);
}

/** The rows of trainings with these settings. */
export function readRows(folder: string, settings: AblationSettings): AblationRow[] {
  const wanted = JSON.stringify(settings);
  return readText(folder)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AblationRow)
    .filter((row) => JSON.stringify(row.settings) === wanted);
}

function readText(folder: string): string {
  const file = resultsFile(folder);
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
}

/** The cells of a grid that have no row yet. */
export function missingCells(
  cells: readonly AblationCell[],
  rows: readonly AblationRow[],
): AblationCell[] {
  const done = new Set(rows.map(cellName));
  return cells.filter((cell) => !done.has(cellName(cell)));
}
