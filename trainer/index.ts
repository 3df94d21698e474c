export * from './backend/index.js';
export * from './layers/index.js';
export * from './networks/index.js';
export * from './quantizer/index.js';
export * from './quantize-model/index.js';
export * from './export/index.js';
