import { startProcess } from '../link/process-transport.js';
import type { Transport } from '../link/transport.js';

/** A program that can be reset like a board: all that it knows and has not taken yet is lost. */
export interface ResettableProgram extends Transport {
  reset(): Promise<void>;
}

export function resettableProgram(program: string): ResettableProgram {
  let running = startProcess(program);
  let onData: (bytes: Buffer) => void = () => {};
  let onEnd: (reason: string) => void = () => {};
  const connect = (): void => {
    const current = running;
    current.onData((bytes) => {
      if (current === running) onData(bytes);
    });
    current.onEnd((reason) => {
      if (current === running) onEnd(reason);
    });
  };
  connect();
  return {
    write: (bytes) => running.write(bytes),
    onData: (listener) => void (onData = listener),
    onEnd: (listener) => void (onEnd = listener),
    close: () => running.close(),
    async reset() {
      const before = running;
      running = startProcess(program);
      connect();
      await before.close();
    },
  };
}
