/** What the process exits with: a failed check, wrong usage, a missing tool or device, an unsupported model. */
export type ExitCode = 1 | 2 | 3 | 4;

export interface SoftbitErrorOptions {
  /** Stable and grep-able, `SB_` and upper case: `SB_MODEL_TRUNCATED`. */
  readonly code: string;
  /** What is wrong, which input, its actual value, and what to do: one or two full sentences. */
  readonly message: string;
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
}

/**
 * A user's mistake or a missing tool, as opposed to a bug of ours: it is printed without a stack
 * trace, and its code never changes between versions. Every folder keeps its factories in one
 * `errors.ts`.
 *
 * @example
 * throw new SoftbitError({ code: 'SB_BOARD_UNKNOWN', message: 'There is no board "m44". …', exitCode: 2 });
 */
export class SoftbitError extends Error {
  readonly code: string;
  readonly exitCode: ExitCode;

  constructor({ code, message, exitCode = 2, cause }: SoftbitErrorOptions) {
    super(message, { cause });
    this.name = 'SoftbitError';
    this.code = code;
    this.exitCode = exitCode;
  }
}
