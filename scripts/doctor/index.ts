export { renderDoctorReport } from './render-doctor-report.js';
export { runDoctor, type RunDoctorOptions } from './run-doctor.js';
export type { DoctorReport, ToolReport } from './tool.js';
