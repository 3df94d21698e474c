import path from 'node:path';
import {
  findPort,
  loadBoard,
  validateModel,
  withBaud,
  type Board,
  type FlashSettings,
  type ValidationReport,
} from '../../boards/index.js';
import { loadModel } from '../../codegen/index.js';
import { loadDataset } from '../../trainer/index.js';
import { sampleReporter } from '../cli/sample-reporter.js';
import type { CommandContext } from '../cli/run-action.js';
import { firstSamples } from './first-samples.js';

export interface ValidateRequest {
  /** Path of a model file. */
  readonly model: string;
  readonly board: string;
  readonly boardsDir?: string | undefined;
  /** Another core to make code for. */
  readonly core?: string | undefined;
  readonly port?: string | undefined;
  /** Of the serial line; default: the board's. */
  readonly baud?: number | undefined;
  /** Seconds after which a device that brings nothing forward is given up; default: derived. */
  readonly timeout?: number | undefined;
  readonly host?: string | undefined;
  readonly sshConfig?: string | undefined;
  /** Whether the board is programmed first; a name says with which of its methods. */
  readonly flash?: boolean | string | undefined;
  readonly probe?: string | undefined;
  /** Of a Linux program. */
  readonly threads?: number | undefined;
  readonly dataset: string;
  readonly data?: string | undefined;
  /** Pictures of a folder are resized to this. */
  readonly size?: readonly [height: number, width: number] | undefined;
  readonly seed: number;
  /** Default: all, where the model's program runs on this machine; 100 elsewhere. */
  readonly samples?: number | undefined;
  /** How many emulators share the samples; default 1. */
  readonly jobs?: number | undefined;
  /** Folder of the generated project; default: beside the model. */
  readonly project?: string | undefined;
}

const boardSamples = 100;

/** Validates a model file on a board with the first test samples of a data set. */
export async function validate(
  request: ValidateRequest,
  { console, signal }: CommandContext,
): Promise<ValidationReport> {
  const model = await loadModel(request.model);
  const board = withBaud(loadBoard(request.board, request.boardsDir, request.core), request.baud);
  const { test } = await loadDataset(request.dataset, { ...request, folder: request.data });
  return validateModel({
    model,
    board,
    samples: firstSamples(test, request.samples ?? usualSamples(board)),
    folder: request.project ?? defaultProject(request.model, board.id),
    port: request.port ?? (await attachedPort(board)),
    host: request.host,
    sshConfig: request.sshConfig,
    flash: flashSettings(request),
    jobs: request.jobs,
    link: { timeoutMs: request.timeout && 1000 * request.timeout },
    threads: request.threads,
    signal,
    onStep: (line) => console.progress(line),
    onProgress: sampleReporter(console.progressStream),
  });
}

/** Neither an emulator nor a line slows down a program of this machine. */
function usualSamples({ firmware, emulator }: Board): number {
  return firmware === undefined && emulator === undefined ? Infinity : boardSamples;
}

/** A board that nothing emulates is looked for on USB. */
async function attachedPort(board: Board): Promise<string | undefined> {
  const { firmware, emulator, usb } = board;
  if (!firmware || emulator || usb.length === 0) return undefined;
  return findPort(board);
}

function flashSettings({ flash, probe }: ValidateRequest): FlashSettings | undefined {
  if (flash === undefined || flash === false) return undefined;
  return { method: flash === true ? undefined : flash, probe };
}

/** `runs/mnist/lenet5.softbit.json` on mps2-an386 → `runs/mnist/lenet5-mps2-an386`. */
export function defaultProject(modelFile: string, board: string): string {
  const name = path.basename(modelFile, '.softbit.json');
  return path.join(path.dirname(modelFile), `${name}-${board}`);
}
