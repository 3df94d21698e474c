import { invalidTarget } from '../errors.js';
import type { BareMetalTarget } from './firmware-context.js';
import type { Startup } from './startup.js';
import { aarch64, cortexA } from './startup-bcm.js';
import { cortexM } from './startup-cortex-m.js';

/** Start-up code by the name that a core's data give. */
const startups: Readonly<Record<string, (target: BareMetalTarget) => Startup>> = {
  'cortex-m': cortexM,
  'cortex-a': cortexA,
  aarch64,
};

/** @throws SB_TARGET_INVALID where the board asks for what is not there */
export function startupOf(target: BareMetalTarget): Startup {
  const { startup } = target.firmware;
  if (!Object.hasOwn(startups, startup)) {
    const known = Object.keys(startups).join(', ');
    throw invalidTarget(target.board, 'firmware.startup', startup, `one of: ${known}`);
  }
  return startups[startup](target);
}
