export { alphaCharts, isKernel } from './curve-charts.js';
export { confusionMatrix } from './confusion-matrix.js';
export { measureSensitivity, type Sensitivity, type SensitivityOptions } from './sensitivity.js';
export { tensorBoardWriter } from './tensor-board.js';
export { renderTrainingReport, type TrainingReportInput } from './training-report.js';
export { weightHistograms, type WeightHistogram } from './weight-histograms.js';
