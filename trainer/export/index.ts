export { exportModel, type ExportOptions } from './export-model.js';
