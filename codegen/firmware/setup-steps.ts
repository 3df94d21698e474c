import type { RegisterChange, RegisterWait, SetupStep } from '../project/target.js';
import { toolVersion } from '../tool-version.js';
import type { BareMetalTarget } from './firmware-context.js';
import { hexadecimal } from './hexadecimal.js';

/** The steps that the board's data want made before anything else, and the registers they name. */
export function setupView({ firmware: { setup } }: BareMetalTarget): object {
  return {
    version: toolVersion,
    registers: registersOf(setup),
    pauses: setup.some((step) => 'cycles' in step),
    steps: setup.map(stepView),
  };
}

/** Each name once; `boards check` sees to it that it stands for one address. */
function registersOf(setup: readonly SetupStep[]): { name: string; address: string }[] {
  const named = setup.filter((step): step is RegisterChange | RegisterWait => 'register' in step);
  const addresses = new Map(named.map(({ register, address }) => [register, hexadecimal(address)]));
  return [...addresses].map(([name, address]) => ({ name, address }));
}

function stepView(step: SetupStep): object {
  if ('cycles' in step) return { pause: step };
  const { register, purpose } = step;
  if ('mask' in step) {
    const { mask, equals } = step;
    return {
      wait: { register, purpose, mask: hexadecimal(mask), equals: hexadecimal(equals) },
    };
  }
  const { clear, set } = step;
  const change = { register, purpose, clear: hexadecimal(clear), set: hexadecimal(set) };
  return { change };
}
