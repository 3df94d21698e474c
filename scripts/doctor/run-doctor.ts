import process from 'node:process';
import type { DoctorReport, Surroundings, Tool, ToolReport } from './tool.js';
import { tools as allTools } from './tools.js';

export interface RunDoctorOptions extends Partial<Surroundings> {
  readonly tools?: readonly Tool[];
}

/**
 * Looks at every tool that Softbit uses: whether it is there and works, its version, and how to
 * mend it when it does not. Nothing is installed or changed.
 *
 * @returns a report with exit code 3 when a required tool is missing; it never rejects
 * @example
 * const report = await runDoctor();
 * console.log(renderDoctorReport(report));
 */
export async function runDoctor({
  env = process.env,
  nodeVersion = process.versions.node,
  tools = allTools,
}: RunDoctorOptions = {}): Promise<DoctorReport> {
  const reports = await Promise.all(tools.map((tool) => examine(tool, { env, nodeVersion })));
  const ok = reports.every((report) => report.ok || !report.required);
  return { ok, exitCode: ok ? 0 : 3, tools: reports };
}

async function examine(
  { name, required, purpose, probe, mend }: Tool,
  surroundings: Surroundings,
): Promise<ToolReport> {
  const tool = { name, required, purpose };
  try {
    return { ...tool, ok: true, version: await probe(surroundings), problem: null, mend: null };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { ...tool, ok: false, version: null, problem, mend };
  }
}
