import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { execa } from 'execa';
import { generateProject, type ProjectOptions } from '../project/generate-project.js';
import { writeProject } from '../project/write-project.js';
import { hostedTarget } from './example-targets.js';
import { splitTextAndFrames } from './link-frames.js';

/** Bytes for the program's input; a number is a pause of so many milliseconds. */
export type Talk = string | Buffer | number;

/**
 * Builds the firmware of a model as a program of this machine, with sanitizers.
 *
 * @returns the program's path
 */
export async function buildHostedProgram(
  project: string,
  options: Omit<ProjectOptions, 'target'>,
): Promise<string> {
  await writeProject(generateProject({ ...options, target: hostedTarget }), project);
  const sanitize = '-fsanitize=address,undefined -fno-sanitize-recover';
  await execa('make', [`CFLAGS=-O1 ${sanitize}`, `LDFLAGS=${sanitize}`], { cwd: project });
  return path.join(project, 'build/program');
}

/** Says all that to a program, ends its input and gives what it says: boot, text and frames. */
export async function converse(program: string, talk: readonly Talk[]) {
  const child = execa(program, { encoding: 'buffer', stripFinalNewline: false });
  for (const part of talk) {
    if (typeof part === 'number') await wait(part);
    else child.stdin.write(part);
  }
  child.stdin.end();
  const { text, frames } = splitTextAndFrames(Buffer.from((await child).stdout));
  const lines = text.split('\r\n').slice(0, -1);
  const bootLines = lines.indexOf('m-ready') + 1;
  return { boot: lines.slice(0, bootLines), lines: lines.slice(bootLines), frames };
}
