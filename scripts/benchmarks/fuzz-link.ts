import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { fuzzLink } from '../../codegen/index.js';
import { findExecutable } from '../set-up/index.js';

const compilers = ['clang-19', 'clang-18', 'clang-17', 'clang-16', 'clang-14', 'clang'];

/** Fuzzes the device's link: `npm run fuzz [-- SECONDS]`. Ends with 1 where something was found. */
export async function runFuzz(seconds: number): Promise<number> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'softbit-fuzz-'));
  const clang = compilers.find((name) => findExecutable(name, process.env) !== undefined);
  const { passed, report } = await fuzzLink({ folder, clang, seconds });
  process.stdout.write(`${report}\n`);
  if (passed) await rm(folder, { recursive: true, force: true });
  else process.stdout.write(`The input that shows it is in ${folder}.\n`);
  return passed ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [seconds = '30'] = process.argv.slice(2);
  if (/^[1-9]\d*$/.test(seconds)) process.exitCode = await runFuzz(Number(seconds));
  else {
    process.stderr.write(
      `SB_FUZZ_SECONDS: "${seconds}" is no number of seconds. Run npm run fuzz -- 600, for example.\n`,
    );
    process.exitCode = 2;
  }
}
