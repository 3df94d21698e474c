export { boardSchema, type Board, type FlashMethod } from './data/board-schema.js';
export { boardIds } from './data/board-layers.js';
export { checkBoard } from './data/check-board.js';
export { describeBoard, listBoards, loadBoard } from './data/load-board.js';
export type { MergedField, MergedFields } from './data/merge-layers.js';
export { targetOf } from './data/target-of.js';
export { withBaud } from './data/with-baud.js';
export { writeImages } from './image/write-images.js';
export { buildCommand, buildProject, type BuildOptions } from './toolchain/build-project.js';
export { measureSize, type ProgramSize } from './toolchain/measure-size.js';
export type { ValidationReport, LayerAnalysis, WeightAnalysis } from './validate/report.js';
export type { Sample, SampleProgress } from './validate/run-samples.js';
export {
  validateModel,
  type FlashSettings,
  type ValidateOptions,
} from './validate/validate-model.js';
export { balancedSamples } from './mlperf/balanced-samples.js';
export {
  benchmarkModel,
  type BenchmarkOptions,
  type BenchmarkReport,
} from './mlperf/benchmark-model.js';
export { runnerModes, type RunnerMode } from './mlperf/run-runner.js';
export { renderReport, type ReportInput, type TrainingEpoch } from './report/render-report.js';
export { profileModel, type ProfileOptions } from './profile/profile-model.js';
export type {
  HotInstruction,
  LayerProfile,
  Measured,
  MnemonicCount,
  ProfileReport,
  ProfileTotal,
} from './profile/profile-report.js';
export type { Cycles } from './timing/cycles.js';
export {
  matrixPassed,
  matrixReport,
  type MatrixReport,
  type MatrixResult,
  type TimedResult,
} from './matrix/matrix-report.js';
export { runMatrix, type MatrixModel, type Station } from './matrix/run-matrix.js';
export { boardGroups, selectBoards } from './matrix/select-boards.js';
export { loadThresholds, updateThresholds } from './matrix/thresholds.js';
export { reporterOf, reporters } from './matrix/reporters/registry.js';
export type { Reporter } from './matrix/reporters/reporter.js';
export { flashProgram, type FlashOptions, type FlashReport } from './flasher/flash-program.js';
export { methodNames as flashMethodNames } from './flasher/registry.js';
export { labStations } from './lab/lab-stations.js';
export { findPort } from './attached/find-port.js';
export { listDevices, type AttachedDevice } from './attached/list-devices.js';
export { monitorPort } from './attached/monitor-port.js';
export { portNotFound } from './attached/errors.js';
