import { SoftbitError } from '../../codegen/index.js';
import type { Board } from '../data/board-schema.js';
import { loadBoard } from '../data/load-board.js';
import { withBaud } from '../data/with-baud.js';
import { LOCAL } from '../device/remote.js';
import { labInvalid } from './errors.js';
import type { Station } from '../matrix/run-matrix.js';
import { loadLab, type LabEntry } from './lab-file.js';

/** A runner that flashes nothing: the board keeps the firmware that it has. */
const NO_RUNNER = 'none';

/** Runners of boards that are reached without a serial port. */
const hostRunners = new Set(['ssh', LOCAL]);

/**
 * The attached boards of a lab file, as stations of a matrix. Boards of the same kind are told apart
 * by their ids.
 *
 * @param boardsDir holds the board data; default: the boards of this installation
 * @throws SB_LAB_UNREADABLE, SB_LAB_INVALID
 * @example
 * const stations = await labStations('lab.yaml');
 * await runMatrix({ stations, models, folder });
 */
export async function labStations(file: string, boardsDir?: string): Promise<Station[]> {
  const entries = await loadLab(file);
  const stations = entries.flatMap((entry, index) => {
    const refuse = (field: string, problem: string): SoftbitError =>
      labInvalid(file, `entry ${index + 1}, ${field}`, problem);
    const board = boardOf(entry, boardsDir, refuse);
    checkEntry(entry, board, refuse);
    return entry.connected ? [station(entry, board)] : [];
  });
  refuseSharedPorts(file, stations);
  return stations.map((each) => ({ ...each, name: uniqueName(each, stations) }));
}

type Refuse = (field: string, problem: string) => SoftbitError;

interface LabStation extends Station {
  readonly id: string | undefined;
}

function station({ id, runner, serial, baud, platform }: LabEntry, board: Board): LabStation {
  const common = { name: platform, id, board: withBaud(board, baud) };
  if (runner !== undefined && hostRunners.has(runner)) {
    return { ...common, host: runner === LOCAL ? LOCAL : id };
  }
  const flash = runner === NO_RUNNER ? undefined : { method: runner, probe: id };
  return { ...common, port: serial, flash };
}

function boardOf({ platform }: LabEntry, boardsDir: string | undefined, refuse: Refuse): Board {
  try {
    return loadBoard(platform, boardsDir);
  } catch (error) {
    if (error instanceof SoftbitError) throw refuse('platform', error.message);
    throw error;
  }
}

function checkEntry({ id, runner, serial }: LabEntry, board: Board, refuse: Refuse): void {
  if (runner === 'ssh' && id === undefined) {
    throw refuse('id', 'the runner ssh needs a host here, such as pi@raspberrypi.local');
  }
  if (runner !== undefined && hostRunners.has(runner)) return;
  if (serial === undefined) throw refuse('serial', 'it is needed, such as /dev/ttyACM0');
  const methods: string[] = board.flash?.methods.map(({ method }) => method) ?? [];
  const known = [...methods, NO_RUNNER];
  if (runner !== undefined && !known.includes(runner)) {
    throw refuse('runner', `${board.id} is not flashed with "${runner}" but ${known.join(', ')}`);
  }
  if (runner === undefined && methods.length === 0) {
    throw refuse('runner', `${board.id} has no way of being flashed; say "${NO_RUNNER}"`);
  }
}

/** Two programs at one port would take each other's answers. */
function refuseSharedPorts(file: string, stations: readonly Station[]): void {
  const ports = stations.map(({ port }) => port).filter((port) => port !== undefined);
  const shared = ports.find((port, index) => ports.indexOf(port) !== index);
  if (shared !== undefined) throw labInvalid(file, 'serial', `${shared} is named twice`);
}

function uniqueName({ name, id, port }: LabStation, all: readonly LabStation[]): string {
  const isOnly = all.filter((other) => other.name === name).length === 1;
  return isOnly ? name : `${name} ${id ?? port}`;
}
