import { setImmediate } from 'node:timers/promises';

/**
 * A place where training may be stopped: between two steps, when nothing is half done. The native
 * steps block the thread, so without a turn of the event loop no Ctrl-C would ever be heard.
 *
 * @throws The signal's reason, once it is aborted.
 */
export async function pausePoint(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
}
