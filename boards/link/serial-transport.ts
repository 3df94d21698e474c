import { SerialPort } from 'serialport';
import { portUnavailable } from '../errors.js';
import type { Transport } from './transport.js';
import { waitForBoth } from './wait-for-both.js';

/**
 * Opens a serial port or the pseudo-terminal of an emulator.
 *
 * @param path such as `/dev/ttyACM0` or `/dev/pts/3`
 * @param baud ignored by pseudo-terminals
 * @throws SB_PORT_UNAVAILABLE
 */
export async function openSerial(path: string, baud: number): Promise<Transport> {
  const port = new SerialPort({ path, baudRate: baud, autoOpen: false });
  await new Promise<void>((resolve, reject) => {
    port.open((error) => (error ? reject(portUnavailable(path, error.message)) : resolve()));
  });
  // Windows needs no poller.
  if (port.port && 'poller' in port.port) waitForBoth(port.port.poller);
  return serialTransport(port);
}

function serialTransport(port: SerialPort): Transport {
  return {
    write: (bytes) => writeBytes(port, bytes),
    onData: (listener) => void port.on('data', listener),
    onEnd(listener) {
      port.on('error', (error: Error) => listener(error.message));
      port.on('close', (error: Error | null) => listener(error?.message ?? 'the port was closed'));
    },
    close: () => closePort(port),
  };
}

function writeBytes(port: SerialPort, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    // A failed write also ends the port, which onEnd reports with its reason.
    port.write(bytes, () => resolve());
  });
}

function closePort(port: SerialPort): Promise<void> {
  port.removeAllListeners();
  // An error while closing concerns a line that nobody needs any more.
  port.on('error', () => {});
  return new Promise((resolve) => {
    if (port.isOpen) port.close(() => resolve());
    else resolve();
  });
}
