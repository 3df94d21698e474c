import { SoftbitError } from '../../codegen/index.js';

export function portAmbiguous(board: string, ports: readonly string[]): SoftbitError {
  return new SoftbitError({
    code: 'SB_PORT_AMBIGUOUS',
    message: `Several attached devices may be board ${board}, at ${ports.join(', ')}. Choose with --port; "softbit devices" tells them apart.`,
  });
}

export function portNotFound(board: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_PORT_MISSING',
    message: `Nothing attached has a USB id of board ${board}. Attach it, or name its serial port with --port; "softbit devices" lists what there is.`,
    exitCode: 3,
  });
}
