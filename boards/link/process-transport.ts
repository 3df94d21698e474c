import { execa } from 'execa';
import type { Transport } from './transport.js';

/** Runs a program and speaks to it over its standard input and output. */
export function startProcess(program: string, args: readonly string[] = []): Transport {
  const child = execa(program, args, {
    stdin: 'pipe',
    encoding: 'buffer',
    buffer: { stdout: false },
    reject: false,
    cleanup: true,
  });
  let closing = false;
  // Writing to a program that has ended is reported by its end, not by the pipe.
  child.stdin.on('error', () => {});
  return {
    write: (bytes) => new Promise((resolve) => child.stdin.write(bytes, () => resolve())),
    onData: (listener) => void child.stdout.on('data', listener),
    onEnd: (listener) =>
      void child.then(({ exitCode, signal }) => {
        if (!closing) listener(`the program ended with ${signal ?? `exit code ${exitCode}`}`);
      }),
    async close() {
      closing = true;
      child.stdin.end();
      child.kill();
      await child;
    },
  };
}
