import { existsSync } from 'node:fs';
import { appendFile, writeFile } from 'node:fs/promises';
import {
  labStations,
  loadThresholds,
  runMatrix,
  selectBoards,
  updateThresholds,
  type Reporter,
  type Station,
  type TimedResult,
} from '../../boards/index.js';
import { sampleReporter } from '../cli/sample-reporter.js';
import type { CommandContext } from '../cli/run-action.js';
import { inFolder } from './in-folder.js';
import { matrixModels, type MatrixModelsRequest } from './matrix-models.js';

/** A reporter and where its words go: a file, or standard output. */
export interface ReporterChoice {
  readonly reporter: Reporter;
  readonly file?: string | undefined;
}

export interface TestRequest extends MatrixModelsRequest {
  /** Ids and groups of boards, divided by commas; default: the lab's, or all emulated ones. */
  readonly boards?: string | undefined;
  /** File that lists attached boards. */
  readonly lab?: string | undefined;
  readonly boardsDir?: string | undefined;
  readonly reporter: readonly ReporterChoice[];
  /** File of limits that results must keep to. */
  readonly thresholds?: string | undefined;
  /** File of limits to be written from the results. */
  readonly updateThresholds?: string | undefined;
  /** How many emulators share the samples of one pair. */
  readonly jobs: number;
  /** Folder of the generated projects; default: a temporary one. */
  readonly project?: string | undefined;
}

/** Runs every model on every board, and hands the results to the reporters that write files. */
export async function testMatrix(
  request: TestRequest,
  { console, signal, verbose }: CommandContext,
): Promise<TimedResult[]> {
  const stations = await stationsOf(request);
  const limits = request.thresholds === undefined ? [] : await loadThresholds(request.thresholds);
  const models = await matrixModels(request);
  const results = await inFolder(request.project, (folder) =>
    runMatrix({
      stations,
      models,
      folder,
      limits,
      jobs: request.jobs,
      signal,
      onStep: (line) => verbose && console.progress(line),
      onProgress: verbose ? sampleReporter(console.progressStream) : undefined,
      onResult: ({ status, board, model }) => console.progress(`${status}: ${model} on ${board}`),
    }),
  );
  await writeThresholds(request, results);
  await writeReports(request.reporter, results);
  return results;
}

/** Of a board that is chosen and attached in the lab, the attached ones are taken. */
async function stationsOf({ boards, boardsDir, lab }: TestRequest): Promise<readonly Station[]> {
  const attached = lab === undefined ? [] : await labStations(lab, boardsDir);
  if (lab !== undefined && boards === undefined) return attached;
  return selectBoards(boards ?? 'emulated', boardsDir).flatMap((board) => {
    const own = attached.filter((station) => station.board.id === board.id);
    return own.length > 0 ? own : [{ name: board.id, board }];
  });
}

async function writeThresholds(
  { updateThresholds: file }: TestRequest,
  results: readonly TimedResult[],
): Promise<void> {
  if (file === undefined) return;
  await updateThresholds(file, results, existsSync(file) ? await loadThresholds(file) : []);
}

async function writeReports(
  choices: readonly ReporterChoice[],
  results: readonly TimedResult[],
): Promise<void> {
  const summaryFile = process.env.GITHUB_STEP_SUMMARY;
  for (const { reporter, file } of choices) {
    if (file !== undefined) await writeFile(file, `${reporter.render(results)}\n`);
    const summary = reporter.summary?.(results);
    if (summary !== undefined && summaryFile) await appendFile(summaryFile, `${summary}\n`);
  }
}

/** What the reporters without a file print. */
export function reportText(
  choices: readonly ReporterChoice[],
  results: readonly TimedResult[],
): string {
  return choices
    .filter(({ file }) => file === undefined)
    .map(({ reporter }) => reporter.render(results))
    .join('\n');
}
