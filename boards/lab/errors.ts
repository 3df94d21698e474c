import { SoftbitError } from '../../codegen/index.js';

export function labUnreadable(file: string, cause: unknown): SoftbitError {
  return new SoftbitError({
    code: 'SB_LAB_UNREADABLE',
    message: `The lab file ${file} cannot be read. It lists attached boards; docs/test-on-boards.md has an example.`,
    cause,
  });
}

export function labInvalid(file: string, field: string, problem: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_LAB_INVALID',
    message: `${file}: ${field}: ${problem}. Mend the lab file; docs/test-on-boards.md has an example.`,
  });
}
