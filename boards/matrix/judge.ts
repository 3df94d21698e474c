import { SoftbitError } from '../../codegen/index.js';
import type { ValidationReport } from '../validate/report.js';
import type { MatrixResult } from './matrix-report.js';

/** Errors that say nothing against a model or a board: what they keep from running is skipped. */
const reasonsToSkip: Readonly<Record<string, string>> = {
  SB_TOOL_MISSING: 'tool missing',
  SB_TARGET_FLASH: 'does not fit',
  SB_TARGET_RAM: 'does not fit',
  SB_BOARD_NEEDS_PORT: 'not attached',
  SB_SAMPLE_SIZE: 'takes another input',
};

type Verdict = Omit<MatrixResult, 'board' | 'model'>;

const nothingMeasured = {
  accuracy: null,
  bitExact: null,
  instructions: null,
  flash: null,
  ram: null,
} as const;

/** A validation's figures, passed where every output equals the reference's. */
export function judgeReport(report: ValidationReport, labelled: boolean): Verdict {
  const { bitExact, firstMismatch } = report;
  const reason = firstMismatch && describeMismatch(bitExact, firstMismatch);
  return {
    status: reason === null ? 'passed' : 'failed',
    reason,
    accuracy: labelled ? report.accuracy : null,
    bitExact,
    instructions: report.instructionsPerInference,
    flash: report.flash.total,
    ram: report.ram.total,
  };
}

function describeMismatch(
  { equal, total }: ValidationReport['bitExact'],
  { sample, output, expected, actual }: NonNullable<ValidationReport['firstMismatch']>,
): string {
  return `${total - equal} of ${total} samples differ from the reference, first sample ${sample}: output ${output} is ${actual}, the reference says ${expected}`;
}

/**
 * What an error means for the board and model that it came from.
 *
 * @throws the error itself where it ends the whole run: Ctrl-C, and our own bugs
 */
export function judgeError(error: unknown): Verdict {
  if (!(error instanceof SoftbitError) || error.code === 'SB_INTERRUPTED') throw error;
  const { code, message } = error;
  return code in reasonsToSkip
    ? { status: 'skipped', reason: `${reasonsToSkip[code]}: ${message}`, ...nothingMeasured }
    : { status: 'failed', reason: `${code}: ${message}`, ...nothingMeasured };
}
