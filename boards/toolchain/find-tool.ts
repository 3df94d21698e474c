import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { toolMissing, toolNotPackaged } from '../errors.js';

/** The Debian package of each external program that boards need. */
const debianPackages: Record<string, string> = {
  make: 'make',
  gcc: 'gcc',
  size: 'binutils',
  'arm-none-eabi-gcc': 'gcc-arm-none-eabi libnewlib-arm-none-eabi',
  'arm-none-eabi-size': 'binutils-arm-none-eabi',
  'aarch64-linux-gnu-gcc': 'gcc-aarch64-linux-gnu',
  'aarch64-linux-gnu-size': 'binutils-aarch64-linux-gnu',
  'arm-linux-gnueabihf-gcc': 'gcc-arm-linux-gnueabihf libc6-dev-armhf-cross',
  'arm-linux-gnueabihf-size': 'binutils-arm-linux-gnueabihf',
  python3: 'python3',
  'qemu-system-arm': 'qemu-system-arm',
  'qemu-system-aarch64': 'qemu-system-arm',
  'qemu-arm': 'qemu-user',
  'qemu-aarch64': 'qemu-user',
  openocd: 'openocd',
  'st-flash': 'stlink-tools',
  bossac: 'bossa-cli',
  teensy_loader_cli: 'teensy-loader-cli',
  ssh: 'openssh-client',
  scp: 'openssh-client',
};

/** What installs programs that Debian does not package. */
const otherSources: Record<string, string> = {
  pyocd: '"pipx install pyocd"',
  'probe-rs': 'the installer at https://probe.rs',
  picotool: 'the builds at https://github.com/raspberrypi/pico-sdk-tools/releases',
};

/**
 * Makes sure that a program is in PATH before it is needed.
 *
 * @param purpose completes "is needed to …"
 * @throws SB_TOOL_MISSING with the command that installs it
 */
export function requireTool(tool: string, purpose: string): void {
  if (isInstalled(tool)) return;
  if (tool in otherSources) throw toolNotPackaged(tool, otherSources[tool], purpose);
  throw toolMissing(tool, debianPackages[tool] ?? tool, purpose);
}

/** Whether a program is in PATH, or there where it is named with its folder. */
export function isInstalled(tool: string): boolean {
  if (tool.includes('/')) return isExecutable(tool);
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return folders.some((folder) => isExecutable(path.join(folder, tool)));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
