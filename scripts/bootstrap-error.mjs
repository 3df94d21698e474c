/** A failure that the user can mend: printed as one line, without a stack trace. */
export class BootstrapError extends Error {
  constructor(code, message, exitCode = 3) {
    super(message);
    this.code = code;
    this.exitCode = exitCode;
  }
}
