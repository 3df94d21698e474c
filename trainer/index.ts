export * from './backend/index.js';
export * from './data/index.js';
export * from './layers/index.js';
export * from './networks/index.js';
export { floatBits, methodNames, softQuantize, type MethodName } from './quantizer/index.js';
export * from './quantize-model/index.js';
export * from './export/index.js';
export * from './training/index.js';
export * from './report/index.js';
