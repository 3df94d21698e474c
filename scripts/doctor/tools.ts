import {
  probeAnyOf,
  probeBackend,
  probeNewlib,
  probeNode,
  probePlugins,
  probeProgram,
  probeSerialBinding,
} from './probes.js';
import type { Tool } from './tool.js';

const install = (packages: string): string =>
  `sudo apt-get update && sudo apt-get install -y ${packages}`;

/** What `softbit doctor` looks at, in the order in which it prints; add one by adding a row. */
export const tools: readonly Tool[] = [
  {
    name: 'Node.js',
    required: true,
    purpose: 'runs Softbit',
    probe: probeNode,
    mend: 'Install Node.js 22, for example with "nvm install 22".',
  },
  {
    name: 'npm',
    required: true,
    purpose: 'installs its packages',
    probe: probeProgram('npm'),
    mend: 'Install npm, which comes with Node.js.',
  },
  {
    name: 'gcc',
    required: true,
    purpose: 'builds for the board "host"',
    probe: probeProgram('gcc'),
    mend: install('gcc'),
  },
  {
    name: 'make',
    required: true,
    purpose: 'builds generated projects',
    probe: probeProgram('make'),
    mend: install('make'),
  },
  {
    name: 'arm-none-eabi-gcc',
    required: true,
    purpose: 'builds for Cortex-M',
    probe: probeProgram('arm-none-eabi-gcc'),
    mend: install('gcc-arm-none-eabi'),
  },
  {
    name: 'newlib',
    required: true,
    purpose: 'C library for Cortex-M',
    probe: probeNewlib,
    mend: install('libnewlib-arm-none-eabi'),
  },
  {
    name: 'qemu-system-arm',
    required: true,
    purpose: 'emulates Cortex-M boards',
    probe: probeProgram('qemu-system-arm'),
    mend: install('qemu-system-arm'),
  },
  {
    name: 'serialport',
    required: true,
    purpose: 'talks to boards',
    probe: probeSerialBinding,
    mend: 'npm rebuild @serialport/bindings-cpp',
  },
  {
    name: 'TensorFlow WASM',
    required: true,
    purpose: 'trains anywhere',
    probe: probeBackend('wasm'),
    mend: 'npm ci --ignore-scripts',
  },
  {
    name: 'TensorFlow native',
    required: false,
    purpose: 'trains about 4 times as fast',
    probe: probeBackend('native'),
    mend: 'npm run setup',
  },
  {
    name: 'aarch64-linux-gnu-gcc',
    required: false,
    purpose: 'builds for 64-bit Raspberry Pi; npm test',
    probe: probeProgram('aarch64-linux-gnu-gcc'),
    mend: install('gcc-aarch64-linux-gnu'),
  },
  {
    name: 'arm-linux-gnueabihf-gcc',
    required: false,
    purpose: 'builds for 32-bit Raspberry Pi; npm test',
    probe: probeProgram('arm-linux-gnueabihf-gcc'),
    mend: install('gcc-arm-linux-gnueabihf libc6-dev-armhf-cross'),
  },
  {
    name: 'clang-format',
    required: false,
    purpose: 'checks the C code; npm test',
    probe: probeProgram('clang-format'),
    mend: install('clang-format'),
  },
  {
    name: 'qemu-arm',
    required: false,
    purpose: 'emulates 32-bit Raspberry Pi programs; npm test',
    probe: probeProgram('qemu-arm'),
    mend: install('qemu-user'),
  },
  {
    name: 'qemu-aarch64',
    required: false,
    purpose: 'emulates 64-bit Raspberry Pi programs; npm test',
    probe: probeProgram('qemu-aarch64'),
    mend: install('qemu-user'),
  },
  {
    name: 'QEMU plugins',
    required: false,
    purpose: 'count instructions by layer; profile, bench, npm test',
    probe: probePlugins('qemu-system-arm'),
    mend: 'Install the qemu-system-arm of Debian or Ubuntu, which is built with plugins.',
  },
  {
    name: 'llvm-mca',
    required: false,
    purpose: 'models the cycles of Raspberry Pi cores; profile, bench',
    probe: probeAnyOf('llvm-mca-19', 'llvm-mca'),
    mend: install('llvm-19'),
  },
  {
    name: 'udevadm',
    required: false,
    purpose: 'recognises attached boards',
    probe: probeProgram('udevadm'),
    mend: install('udev'),
  },
];
