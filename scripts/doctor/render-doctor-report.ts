import Table from 'cli-table3';
import type { DoctorReport, ToolReport } from './tool.js';

/** The report as text for people: a table of all tools, then how to mend what is missing. */
export function renderDoctorReport(report: DoctorReport): string {
  const table = new Table({
    head: ['', 'Tool', 'Version', 'For'],
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  table.push(...report.tools.map(rowOf));
  return [table.toString(), ...report.tools.flatMap(remedyOf), verdictOf(report)].join('\n');
}

function rowOf({ name, ok, required, version, purpose }: ToolReport): string[] {
  const mark = ok ? '✔' : required ? '✘' : '–';
  return [mark, name, version ?? (required ? 'missing' : 'missing (optional)'), purpose];
}

function remedyOf({ name, ok, required, problem, mend }: ToolReport): string[] {
  if (ok) return [];
  return [`${required ? '✘' : '–'} ${name}: ${problem}`, `    ${mend}`];
}

function verdictOf({ tools }: DoctorReport): string {
  const missing = tools.filter(({ ok, required }) => required && !ok).map(({ name }) => name);
  if (missing.length === 0) return 'All required tools work.';
  return `SB_DOCTOR_TOOLS_MISSING: ${missing.length} required ${missing.length === 1 ? 'tool is' : 'tools are'} missing: ${missing.join(', ')}.`;
}
