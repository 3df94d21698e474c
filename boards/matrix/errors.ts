import { SoftbitError } from '../../codegen/index.js';

export function reporterUnknown(name: string, known: readonly string[]): SoftbitError {
  return new SoftbitError({
    code: 'SB_REPORTER_UNKNOWN',
    message: `There is no reporter "${name}". Give --reporter one of ${known.join(', ')}, with =FILE behind it to write a file.`,
  });
}

export function thresholdsUnreadable(file: string, cause: unknown): SoftbitError {
  return new SoftbitError({
    code: 'SB_THRESHOLDS_UNREADABLE',
    message: `The thresholds file ${file} cannot be read. "softbit test --update-thresholds ${file}" writes one with the figures of now.`,
    cause,
  });
}

export function thresholdsInvalid(file: string, field: string, problem: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_THRESHOLDS_INVALID',
    message: `${file}: field "${field}": ${problem}. Mend it, or write the file anew with "softbit test --update-thresholds ${file}".`,
  });
}
