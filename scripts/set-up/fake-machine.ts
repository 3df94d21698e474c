import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ExecutionContext } from 'ava';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import type { Machine } from './set-up-step.js';

export interface FakeMachine extends Machine {
  /** Puts an executable into the PATH: the body of a shell script. */
  readonly addProgram: (name: string, body: string) => void;
  readonly addFile: (name: string, content: string) => void;
  readonly controller: AbortController;
}

/**
 * A machine for tests: a temporary folder as the checkout and a PATH with nothing in it but the
 * programs given. It is removed with the test.
 */
export function createFakeMachine(
  t: ExecutionContext<unknown>,
  { programs = {}, isRoot = true }: { programs?: Record<string, string>; isRoot?: boolean } = {},
): FakeMachine {
  const root = temporaryFolder(t);
  const bin = path.join(root, 'bin');
  const controller = new AbortController();
  const addFile = (name: string, content: string): void => {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  };
  const addProgram = (name: string, body: string): void => {
    addFile(path.join('bin', name), `#!/bin/sh\nPATH="$PATH:/usr/bin:/bin"\n${body}\n`);
    chmodSync(path.join(bin, name), 0o755);
  };
  mkdirSync(bin);
  Object.entries(programs).forEach(([name, body]) => addProgram(name, body));
  const env = { PATH: bin, FAKE_ROOT: root };
  return { root, env, isRoot, signal: controller.signal, controller, addProgram, addFile };
}
