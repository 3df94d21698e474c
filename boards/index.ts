export { boardSchema, type Board } from './data/board-schema.js';
export { describeBoard, listBoards, loadBoard } from './data/load-board.js';
export type { MergedField, MergedFields } from './data/merge-layers.js';
export { targetOf } from './data/target-of.js';
export { buildCommand, buildProject, type BuildOptions } from './toolchain/build-project.js';
export { measureSize, type ProgramSize } from './toolchain/measure-size.js';
export type { ValidationReport, LayerAnalysis, WeightAnalysis } from './validate/report.js';
export type { Sample, SampleProgress } from './validate/run-samples.js';
export { validateModel, type ValidateOptions } from './validate/validate-model.js';
