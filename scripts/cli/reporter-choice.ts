import { InvalidArgumentError } from 'commander';
import { reporterOf } from '../../boards/index.js';
import type { ReporterChoice } from '../flows/test.js';

/**
 * A commander parser for an option that may be repeated: `NAME` or `NAME=FILE`.
 *
 * @throws commander's InvalidArgumentError, which ends as a usage error
 */
export function addReporter(
  text: string,
  before: readonly ReporterChoice[] = [],
): readonly ReporterChoice[] {
  const [name, ...rest] = text.split('=');
  const file = rest.join('=') || undefined;
  try {
    return [...before, { reporter: reporterOf(name), file }];
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}
