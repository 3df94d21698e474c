import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ExecutionContext } from 'ava';

/** Puts a shell script where a program of that name is looked for. */
export function fakeProgram(folder: string, name: string, script: string): void {
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

/**
 * Looks programs up in these folders alone, until the test is over. PATH belongs to the process, so
 * tests that use this are serial.
 */
export function withPath(t: ExecutionContext, ...folders: readonly string[]): void {
  const before = process.env.PATH;
  process.env.PATH = folders.join(path.delimiter);
  t.teardown(() => {
    process.env.PATH = before;
  });
}
