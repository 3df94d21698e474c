import path from 'node:path';
import type { Model } from '../../codegen/index.js';
import type { Board } from '../data/board-schema.js';
import type { Sample, SampleProgress } from '../validate/run-samples.js';
import { validateModel, type ValidateOptions } from '../validate/validate-model.js';
import { breaches, type Limit } from './limits.js';
import { judgeError, judgeReport } from './judge.js';
import type { TimedResult } from './matrix-report.js';

/** Where models run: an emulated board, this machine, or a board that is attached. */
export interface Station extends Pick<ValidateOptions, 'port' | 'host' | 'flash'> {
  /** Names it in results; the board's id unless there are several of the same. */
  readonly name: string;
  readonly board: Board;
}

export interface MatrixModel {
  readonly name: string;
  readonly model: Model;
  readonly samples: readonly Sample[];
  /** Whether labels are true, so that there is an accuracy. */
  readonly labelled: boolean;
}

export interface MatrixOptions {
  readonly stations: readonly Station[];
  readonly models: readonly MatrixModel[];
  /** Each pair's project is generated and built in a folder of its own in here. */
  readonly folder: string;
  readonly limits?: readonly Limit[];
  /** How many emulators share the samples of one pair. */
  readonly jobs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: ((line: string) => void) | undefined;
  readonly onProgress?: ((progress: SampleProgress) => void) | undefined;
  readonly onResult?: ((result: TimedResult) => void) | undefined;
}

/**
 * Validates every model on every station, one after the other, so that no device is asked for two
 * things at once. What cannot run there is skipped, with the reason.
 *
 * @throws SB_INTERRUPTED; all other SoftbitErrors become results
 */
export async function runMatrix(options: MatrixOptions): Promise<TimedResult[]> {
  const results: TimedResult[] = [];
  for (const station of options.stations) {
    for (const model of options.models) {
      const result = await runPair(options, station, model);
      results.push(result);
      options.onResult?.(result);
    }
  }
  return results;
}

async function runPair(
  options: MatrixOptions,
  station: Station,
  model: MatrixModel,
): Promise<TimedResult> {
  const started = performance.now();
  const verdict = await validatePair(pairOptions(options, station, model), model.labelled);
  const result = { board: station.name, model: model.name, ...verdict };
  const broken = breaches({ ...result, board: station.board.id }, options.limits ?? []);
  const seconds = (performance.now() - started) / 1000;
  if (result.status !== 'passed' || broken.length === 0) return { ...result, seconds };
  return { ...result, status: 'failed', reason: broken.join('; '), seconds };
}

function pairOptions(
  { folder, jobs, signal, onStep, onProgress }: MatrixOptions,
  { name, board, port, host, flash }: Station,
  { name: modelName, model, samples }: MatrixModel,
): ValidateOptions {
  const project = path.join(folder, folderName(`${modelName}-${name}`));
  const device = { board, port, host, flash };
  return { ...device, model, samples, folder: project, jobs, signal, onStep, onProgress };
}

/** Without what folders or make could not bear. */
function folderName(text: string): string {
  return text.replace(/[^\w.-]+/g, '-');
}

async function validatePair(options: ValidateOptions, labelled: boolean) {
  try {
    return judgeReport(await validateModel(options), labelled);
  } catch (error) {
    return judgeError(error);
  }
}
