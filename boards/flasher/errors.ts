import { SoftbitError } from '../../codegen/index.js';
import { lastLines } from '../errors.js';

export function notFlashable(board: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_NOT_FLASHABLE',
    message: `Nothing is known of how board ${board} is programmed. A Linux board is a host in the network: name it with --host. An emulator needs no flashing: "softbit validate" runs the program.`,
  });
}

export function flashMethodUnknown(
  board: string,
  method: string,
  known: readonly string[],
): SoftbitError {
  return new SoftbitError({
    code: 'SB_FLASH_METHOD',
    message: `Board ${board} is not programmed with "${method}". Its methods are ${known.join(', ')}.`,
  });
}

export function flashFailed(command: string, output: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_FLASH_FAILED',
    message: `"${command}" failed. Its last lines were:\n${lastLines(output) || '(nothing)'}\nCheck cable and power, that no other program holds the probe, and that you may access it.`,
    exitCode: 3,
  });
}

export function flashPortNeeded(board: string, tool: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_FLASH_PORT',
    message: `${tool} programs board ${board} through a serial port. Name it with --port; "softbit devices" lists what is attached.`,
  });
}

export function flashHostNeeded(board: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_FLASH_HOST',
    message: `Board ${board} is programmed over the network. Name it with --host, as in --host pi@raspberrypi.local.`,
  });
}

export function uf2VolumeMissing(board: string, boardId: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_UF2_VOLUME',
    message: `No mounted volume says in its INFO_UF2.TXT that it is ${boardId}. Attach ${board} while its BOOTSEL button is held (or press reset twice), mount the volume, or name its folder with --volume.`,
    exitCode: 3,
  });
}

export function uf2VolumeStays(board: string, seconds: number): SoftbitError {
  return new SoftbitError({
    code: 'SB_UF2_REFUSED',
    message: `The volume of ${board} was still there ${seconds} s after the copy, so that the board took no program. Check that the UF2 file is for this board's family, then reset it and try again.`,
    exitCode: 3,
  });
}
