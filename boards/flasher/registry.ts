import { bossac } from './bossac.js';
import type { Flasher, MethodName } from './flasher.js';
import { openocd } from './openocd.js';
import { picotool } from './picotool.js';
import { probeRs } from './probe-rs.js';
import { pyocd } from './pyocd.js';
import { ssh } from './ssh.js';
import { stFlash } from './st-flash.js';
import { teensyLoader } from './teensy-loader.js';
import { uf2 } from './uf2.js';

/** Every flasher by the method's name in board data; adding one is a file, a line here and its data. */
export const flashers: { readonly [Name in MethodName]: Flasher<Name> } = {
  openocd,
  pyocd,
  'probe-rs': probeRs,
  'st-flash': stFlash,
  picotool,
  uf2,
  bossac,
  'teensy-loader': teensyLoader,
  ssh,
};

export const methodNames = Object.keys(flashers) as MethodName[];
