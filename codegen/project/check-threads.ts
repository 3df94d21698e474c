import { targetWithoutThreads } from '../errors.js';
import { isBareMetal } from '../firmware/firmware-context.js';
import type { Target } from './target.js';

/**
 * Threads come from a C library: bare metal has none, and programs that bring their own start-up code
 * do so because there is no library for their core, which moreover is the only one of its chip.
 *
 * @throws SB_TARGET_THREADS
 */
export function checkThreads(target: Target, threads: number): void {
  if (threads === 1) return;
  if (isBareMetal(target) || target.hosted) throw targetWithoutThreads(target.board, threads);
}
