import { SerialPort } from 'serialport';
import { portUnavailable } from '../errors.js';
import type { Transport } from './transport.js';

/**
 * Bytes handed to the port at a time. More than 4,096 outstanding against a device that streams its
 * answer can stall for good in serialport's poller.
 */
const CHUNK_BYTES = 4096;

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
  return serialTransport(port);
}

function serialTransport(port: SerialPort): Transport {
  return {
    async write(bytes) {
      for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
        await writeChunk(port, bytes.subarray(from, from + CHUNK_BYTES));
      }
    },
    onData: (listener) => void port.on('data', listener),
    onEnd(listener) {
      port.on('error', (error: Error) => listener(error.message));
      port.on('close', (error: Error | null) => listener(error?.message ?? 'the port was closed'));
    },
    close: () => closePort(port),
  };
}

function writeChunk(port: SerialPort, chunk: Buffer): Promise<void> {
  return new Promise((resolve) => {
    // A failed write also ends the port, which onEnd reports with its reason.
    port.write(chunk, () => resolve());
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
