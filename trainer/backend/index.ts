export {
  backendNames,
  selectBackend,
  type BackendChoice,
  type BackendName,
  type SelectBackendOptions,
} from './select-backend.js';
