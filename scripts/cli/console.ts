import type { SoftbitError } from '../../codegen/index.js';
import type { ReportStream } from '../../trainer/index.js';

export interface ConsoleOptions {
  readonly json: boolean;
  readonly quiet: boolean;
}

/**
 * Where a command's words go: results on stdout, everything else on stderr, so that `--json`
 * leaves stdout to machines.
 */
export class Console {
  readonly #options: ConsoleOptions;

  constructor(options: ConsoleOptions) {
    this.#options = options;
  }

  /** For progress that rewrites its line. */
  get progressStream(): ReportStream {
    return this.#options.quiet ? { write: () => true } : process.stderr;
  }

  /** One line about work under way. */
  progress(line: string): void {
    this.progressStream.write(`${line}\n`);
  }

  /** What the command was asked for: JSON for machines or text for people. */
  result(value: unknown, text: string): void {
    process.stdout.write(this.#options.json ? `${JSON.stringify(value, null, 2)}\n` : `${text}\n`);
  }

  /** A user's mistake or a missing tool: code and message, no stack trace. */
  failure({ code, message }: SoftbitError): void {
    if (this.#options.json) this.result({ error: { code, message } }, '');
    process.stderr.write(`${code}: ${message}\n`);
  }
}
