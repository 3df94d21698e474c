export type { Assignment } from './assignment.js';
export type { Evaluation, SearchTarget } from './evaluate-assignment.js';
export { readLayerBits } from './read-layer-bits.js';
export {
  searchBits,
  type SearchBudget,
  type SearchOptions,
  type SearchResult,
} from './search-bits.js';
export { renderSearchReport, type SearchReportInput } from './search-report.js';
