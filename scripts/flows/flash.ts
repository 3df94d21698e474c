import path from 'node:path';
import {
  buildProject,
  flashProgram,
  loadBoard,
  targetOf,
  writeImages,
  type Board,
  type FlashReport,
} from '../../boards/index.js';
import { generateProject, loadModel, readManifest, writeProject } from '../../codegen/index.js';
import type { CommandContext } from '../cli/run-action.js';
import { flashSourceMissing } from './errors.js';
import { defaultProject } from './validate.js';

export interface FlashRequest {
  /** Path of a model file, or nothing to flash a project as it is. */
  readonly model?: string | undefined;
  /** Folder of the generated project; default: beside the model. */
  readonly project?: string | undefined;
  readonly board: string;
  readonly boardsDir?: string | undefined;
  readonly method?: string | undefined;
  readonly probe?: string | undefined;
  readonly port?: string | undefined;
  readonly volume?: string | undefined;
  readonly host?: string | undefined;
  readonly sshConfig?: string | undefined;
  readonly dryRun?: boolean | undefined;
}

/** Generates and builds what is not there yet, then programs the board with it. */
export async function flash(
  request: FlashRequest,
  { console, signal }: CommandContext,
): Promise<FlashReport> {
  const board = loadBoard(request.board, request.boardsDir);
  const onCommand = (command: string): void => console.progress(command);
  const folder = await generate(request, board);
  const { program: built } = await readManifest(folder);
  const program = path.join(folder, built);
  const prefix = board.toolchain.prefix;
  await buildProject({ folder, prefix, signal, onCommand });
  await writeImages(program, board);
  return flashProgram({ ...request, board, program, signal, onCommand });
}

async function generate({ model: file, project }: FlashRequest, board: Board): Promise<string> {
  if (file === undefined) {
    if (project === undefined) throw flashSourceMissing();
    return project;
  }
  const folder = project ?? defaultProject(file, board.id);
  const model = await loadModel(file);
  await writeProject(generateProject({ model, target: targetOf(board) }), folder);
  return folder;
}
