import { encodeFrame, frameTypes } from '../link/frame.js';
import { openSerial } from '../link/serial-transport.js';
import { DeviceTalk } from './device-talk.js';

export interface MonitorOptions {
  readonly port: string;
  readonly baud: number;
  /** Told every line of text and every frame in words. */
  readonly onLine: (line: string) => void;
  /** Ends the monitor. */
  readonly signal?: AbortSignal | undefined;
}

/** Silence after which text without a line end is told all the same. */
const IDLE_MS = 300;

/**
 * Says HELLO to a device, which speaks only when it is spoken to, and tells all that it sends, until
 * the signal or the end of the line.
 *
 * @returns why the line ended; nothing where the signal ended it
 * @throws SB_PORT_UNAVAILABLE
 */
export async function monitorPort(options: MonitorOptions): Promise<string | undefined> {
  const { port, baud, onLine, signal } = options;
  const line = await openSerial(port, baud);
  const talk = new DeviceTalk(onLine);
  let idle: NodeJS.Timeout | undefined;
  line.onData((bytes) => {
    talk.push(bytes);
    clearTimeout(idle);
    idle = setTimeout(() => talk.flush(), IDLE_MS);
  });
  const ended = new Promise<string | undefined>((resolve) => {
    line.onEnd(resolve);
    signal?.addEventListener('abort', () => resolve(undefined), { once: true });
    if (signal?.aborted) resolve(undefined);
  });
  void line.write(encodeFrame({ type: frameTypes.hello, sequence: 0, payload: Buffer.alloc(0) }));
  const reason = await ended;
  clearTimeout(idle);
  talk.flush();
  await line.close();
  return reason;
}
