export {
  measureAgreement,
  type Agreement,
  type AgreementOptions,
  type LayerAgreement,
} from './agreement.js';
export type { Comparison } from './compare-values.js';
export { exportModel, type ExportOptions } from './export-model.js';
export { formatAgreement } from './format-agreement.js';
