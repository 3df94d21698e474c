export { SoftbitError, type SoftbitErrorOptions, type ExitCode } from './softbit-error.js';
export * from './model/graph.js';
export type { Provenance } from './model/provenance.js';
export { packCodes, packedByteCount, unpackCodes } from './model/packing.js';
export { encodeModel, type EncodedModel } from './model/encode-model.js';
export { decodeModel, type EncodedModelFiles } from './model/decode-model.js';
export { loadModel, saveModel, weightsPath } from './model/model-files.js';
export { modelHash } from './model/model-hash.js';
export { verifyModel } from './model/verify-model.js';
export type { Op, OpContext, OperandValues, Values } from './ops/op.js';
export { opNames, opOf } from './ops/registry.js';
export { weightedSumBounds } from './ops/multiply-accumulate.js';
export { argmax, preprocess, runModel, runNode } from './reference/run-model.js';
export { Score } from './reference/score.js';
export type { FirmwareTarget, GeneratedFile, MemoryRegion, Target } from './project/target.js';
export type { ModelMemory, NodeMemory } from './project/model-memory.js';
export {
  generateModelFiles,
  type GeneratedModel,
  type ModelFilesOptions,
  type ModelInterface,
} from './project/generate-model-files.js';
export {
  estimateModel,
  type EstimateOptions,
  type ModelEstimate,
} from './project/estimate-model.js';
export { toolVersion } from './tool-version.js';
export { checkBudget, type Budget, type BudgetOptions } from './project/check-budget.js';
export type { PassReport } from './passes/pass.js';
export {
  optimizations,
  type CostBasis,
  type KernelCandidate,
  type KernelChoice,
  type KernelPolicy,
  type Optimization,
} from './kernels/select-kernel.js';
export { flashBudgetExceeded } from './errors.js';
export { costTableOf, type CostCoefficients, type CostTable } from './kernels/costs/cost-table.js';
export { fitCosts, type CostSample } from './kernels/costs/fit-costs.js';
export { kernelCandidates, type CandidateTerms } from './model-view/kernel-candidates.js';
export { costGrid, type CostGridKind } from './networks/cost-grid.js';
export { fuzzLink, type FuzzOptions, type FuzzResult } from './testing/fuzz-link.js';
export { randomInput, randomModel, type ModelConstraints } from './testing/random-model.js';
export {
  benchNetwork,
  benchNetworkNames,
  type BenchNetworkName,
  type BenchNetworkOptions,
} from './networks/bench-network.js';
export { benchLayer, type BenchLayerOp, type BenchLayerOptions } from './networks/bench-layer.js';
export {
  generateProject,
  type GeneratedProject,
  type ProjectOptions,
} from './project/generate-project.js';
export { frontEndNames } from './frontend/front-end-files.js';
export { mfcc } from './frontend/mfcc.js';
export * as mfccFormat from './frontend/mfcc-format.js';
export { writeProject } from './project/write-project.js';
export { manifestPath, type ProjectManifest } from './project/manifest.js';
export { barChart, type BarChart } from './charts/bar-chart.js';
export { scatterChart, type ScatterChart } from './charts/scatter-chart.js';
export { escapeHtml } from './charts/escape-html.js';
export { histogram, type Histogram } from './charts/histogram.js';
export {
  lineChart,
  strokes,
  tones,
  type LineChart,
  type Series,
  type Tone,
} from './charts/line-chart.js';
export { stackedBar, type Part as BarPart } from './charts/stacked-bar.js';
export { lineChartDocument } from './charts/line-chart-document.js';
export { palette } from './charts/palette.js';
export { renderTemplate } from './render/render-template.js';
export { readManifest, type BuildManifest } from './project/read-manifest.js';
export { MARKER_SYMBOL } from './model-view/model-view.js';
export { bitsGrid, bitsGridLayers } from './networks/bits-grid.js';
export {
  mlperfBenchmark,
  mlperfBenchmarkIds,
  type MlperfBenchmark,
} from './firmware/mlperf/benchmark.js';
export { probabilities } from './firmware/mlperf/probabilities.js';
