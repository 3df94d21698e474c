import { SoftbitError } from '../../codegen/index.js';

export function unknownBackend(name: string, known: readonly string[]): SoftbitError {
  return new SoftbitError({
    code: 'SB_BACKEND_UNKNOWN',
    message: `There is no TensorFlow backend "${name}". Set SOFTBIT_BACKEND to one of ${known.join(', ')}, or leave it unset to take the fastest that works.`,
    exitCode: 2,
  });
}

export function backendUnavailable(name: string, cause: unknown): SoftbitError {
  const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
  return new SoftbitError({
    code: 'SB_BACKEND_UNAVAILABLE',
    message: `The TensorFlow backend "${name}" was asked for but does not load: ${reason} Run "npm run setup" to install it, or unset SOFTBIT_BACKEND to take another one.`,
    exitCode: 3,
    cause,
  });
}
