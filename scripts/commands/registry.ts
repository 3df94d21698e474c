import type { Command } from 'commander';
import { registerBench } from './bench.js';
import { registerBoards } from './boards.js';
import { registerBuild } from './build.js';
import { registerData } from './data.js';
import { registerDemo } from './demo.js';
import { registerDevices } from './devices.js';
import { registerDoctor } from './doctor.js';
import { registerFlash } from './flash.js';
import { registerGenerate } from './generate.js';
import { registerMlperf } from './mlperf.js';
import { registerMonitor } from './monitor.js';
import { registerProfile } from './profile.js';
import { registerSearch } from './search.js';
import { registerTest } from './test.js';
import { registerTrain } from './train.js';
import { registerValidate } from './validate.js';
import { registerZoo } from './zoo.js';

/** Every command in the order of the help text; adding one is a file and a line here. */
export const commands: readonly ((program: Command) => void)[] = [
  registerDemo,
  registerTrain,
  registerSearch,
  registerData,
  registerGenerate,
  registerBuild,
  registerDevices,
  registerFlash,
  registerMonitor,
  registerValidate,
  registerTest,
  registerProfile,
  registerMlperf,
  registerBench,
  registerBoards,
  registerZoo,
  registerDoctor,
];
