export {
  backendNames,
  selectBackend,
  type BackendChoice,
  type BackendName,
  type SelectBackendOptions,
} from './select-backend.js';
export {
  fusedOps,
  type BatchNormGradientInputs,
  type BatchNormGradients,
  type BatchNormInputs,
  type BatchNormOutputs,
  type FusedOps,
  type QuantizeGradientInputs,
  type QuantizeGradients,
  type QuantizeInputs,
} from './fused-ops.js';
export { currentBackend, defaultWorkers, threadsOf } from './workers.js';
