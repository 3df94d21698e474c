import type { Board } from '../data/board-schema.js';
import { listUf2Volumes, type Uf2Volume } from '../flasher/uf2-volume.js';
import { listUsbPorts, type UsbPort } from './usb-ports.js';

/** Something attached, with what it may be. */
export interface AttachedDevice {
  /** Serial port; null of a board whose boot program waits for a file. */
  readonly port: string | null;
  /** `0483:374b`; null of a volume. */
  readonly usb: string | null;
  readonly serial: string | null;
  readonly name: string | null;
  /** Where the boot program's volume is mounted. */
  readonly volume: string | null;
  /** Ids of the boards that it may be; none where its USB id is in no board's data. */
  readonly boards: readonly string[];
  /** What to type next. */
  readonly next: string;
}

/** Where devices are looked for; tests attach what they like. */
export interface Surroundings {
  readonly ports?: () => Promise<readonly UsbPort[]>;
  readonly volumes?: () => Promise<readonly Uf2Volume[]>;
}

/**
 * What is attached to this machine: USB serial ports, and volumes of UF2 boot programs.
 *
 * @param boards that it may be
 */
export async function listDevices(
  boards: readonly Board[],
  { ports = listUsbPorts, volumes = () => listUf2Volumes() }: Surroundings = {},
): Promise<AttachedDevice[]> {
  const [attached, waiting] = await Promise.all([ports(), volumes()]);
  return [
    ...attached.map((port) => ofPort(port, boards)),
    ...waiting.map((volume) => ofVolume(volume, boards)),
  ];
}

function ofPort(port: UsbPort, boards: readonly Board[]): AttachedDevice {
  const ids = boards.filter(({ usb }) => usb.some((known) => isSame(known, port))).map(idOf);
  const [board = '<board>'] = ids;
  return {
    port: port.port,
    usb: `${port.vendor}:${port.product}`,
    serial: port.serial,
    name: port.name,
    volume: null,
    boards: ids,
    next: `npx softbit validate --model <file> --board ${board} --port ${port.port} --flash`,
  };
}

function ofVolume({ folder, boardId }: Uf2Volume, boards: readonly Board[]): AttachedDevice {
  const ids = boards.filter((board) => takesUf2(board, boardId)).map(idOf);
  const [board = '<board>'] = ids;
  return {
    port: null,
    usb: null,
    serial: null,
    name: boardId,
    volume: folder,
    boards: ids,
    next: `npx softbit flash --model <file> --board ${board} --method uf2 --volume ${folder}`,
  };
}

function isSame(known: Board['usb'][number], { vendor, product }: UsbPort): boolean {
  return known.vendor === vendor && known.product === product;
}

function takesUf2({ flash }: Board, boardId: string): boolean {
  return flash?.methods.some((data) => data.method === 'uf2' && data.board === boardId) ?? false;
}

function idOf({ id }: Board): string {
  return id;
}
