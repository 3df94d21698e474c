import path from 'node:path';
import { loadBoard, profileModel, type ProfileReport } from '../../boards/index.js';
import { elementCount, findTensor, loadModel, type Model } from '../../codegen/index.js';
import type { CommandContext } from '../cli/run-action.js';
import { pseudoRandomBytes } from './pseudo-random-bytes.js';

export interface ProfileRequest {
  /** Path of a model file. */
  readonly model: string;
  readonly board: string;
  readonly core?: string | undefined;
  readonly boardsDir?: string | undefined;
  readonly seed: number;
  readonly hottest: number;
  /** Folder of the generated project; default: beside the model. */
  readonly project?: string | undefined;
}

/** Profiles a model file on an emulated board with one random input. */
export async function profile(
  request: ProfileRequest,
  { console, signal }: CommandContext,
): Promise<ProfileReport> {
  const model = await loadModel(request.model);
  const board = loadBoard(request.board, request.boardsDir, request.core);
  return profileModel({
    model,
    board,
    input: randomInputBytes(model, request.seed),
    folder: request.project ?? defaultFolder(request.model, board.id),
    hottest: request.hottest,
    signal,
    onStep: (line) => console.progress(line),
  });
}

/** Bytes as a sensor would give them, all values equally likely. */
export function randomInputBytes(model: Model, seed: number): Uint8Array {
  return pseudoRandomBytes(elementCount(findTensor(model, model.input.tensor).shape), seed);
}

/** `runs/mnist/lenet5.softbit.json` on mps2-an386 → `runs/mnist/lenet5-mps2-an386-profile`. */
function defaultFolder(modelFile: string, board: string): string {
  const name = path.basename(modelFile, '.softbit.json');
  return path.join(path.dirname(modelFile), `${name}-${board}-profile`);
}
