import { reporterUnknown } from '../errors.js';
import { github } from './github.js';
import { junit } from './junit.js';
import { pretty } from './pretty.js';
import type { Reporter } from './reporter.js';
import { tap } from './tap.js';

/** Every reporter; adding one is a file and a line here. */
export const reporters: readonly Reporter[] = [pretty, tap, junit, github];

/** @throws SB_REPORTER_UNKNOWN */
export function reporterOf(name: string): Reporter {
  const reporter = reporters.find((candidate) => candidate.name === name);
  if (reporter) return reporter;
  const known = reporters.map((candidate) => candidate.name);
  throw reporterUnknown(name, known);
}
