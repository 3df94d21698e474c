import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { SerialPort } from 'serialport';
import { isInstalled } from '../toolchain/find-tool.js';

/** A serial port of something on USB. */
export interface UsbPort {
  readonly port: string;
  /** Four hexadecimal digits in lower case, as all USB numbers here. */
  readonly vendor: string;
  readonly product: string;
  /** Serial number, which tells boards of one kind apart. */
  readonly serial: string | null;
  /** What it calls itself. */
  readonly name: string | null;
}

/**
 * The USB serial ports of this machine. `SerialPort.list` asks udev on Linux and ends the process
 * where that is missing, so that there the kernel's own folders are read.
 */
export async function listUsbPorts(): Promise<UsbPort[]> {
  if (process.platform === 'linux' && !isInstalled('udevadm')) return readSysfs();
  const ports = await SerialPort.list();
  return ports.flatMap(({ path: port, vendorId, productId, serialNumber, manufacturer }) =>
    vendorId === undefined || productId === undefined
      ? []
      : [
          {
            port,
            vendor: vendorId.toLowerCase(),
            product: productId.toLowerCase(),
            serial: serialNumber ?? null,
            name: manufacturer ?? null,
          },
        ],
  );
}

/**
 * The same from sysfs: a terminal's device is a USB interface, the folder above it the USB device.
 *
 * @param root `/sys`, or what stands for it in tests
 */
export async function readSysfs(root = '/sys'): Promise<UsbPort[]> {
  const folder = path.join(root, 'class/tty');
  const names = await readdir(folder).catch(() => []);
  const ports = await Promise.all(names.sort().map((name) => readPort(folder, name)));
  return ports.filter((port) => port !== undefined);
}

async function readPort(folder: string, name: string): Promise<UsbPort | undefined> {
  for (const above of ['device/..', 'device/../..']) {
    // Not by path.join, which would leave the links out.
    const device = `${folder}/${name}/${above}`;
    const [vendor, product] = await Promise.all([
      readValue(`${device}/idVendor`),
      readValue(`${device}/idProduct`),
    ]);
    if (vendor === null || product === null) continue;
    const serial = await readValue(`${device}/serial`);
    return {
      port: `/dev/${name}`,
      vendor,
      product,
      serial,
      name: await readValue(`${device}/product`),
    };
  }
  return undefined;
}

async function readValue(file: string): Promise<string | null> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch {
    return null;
  }
}
