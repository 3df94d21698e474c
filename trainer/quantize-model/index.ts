export { calibrate } from './calibrate.js';
export {
  alphaPenalty,
  describeQuantizers,
  quantizersOf,
  type QuantizerDescription,
} from './describe-quantizers.js';
export { dampingPenalty } from './oscillation-damping.js';
export { readGraph, type GraphLayer } from './model-graph.js';
export { fitWeightRanges, quantizeModel } from './quantize-model.js';
export type { LayerSpec, QuantizationSpec } from './spec.js';
