export { alphaOf, initialAlphaParameter } from './alpha.js';
export { methodNames, quantizationMethods, type MethodName } from './methods.js';
export { minimalErrorUpper } from './minimal-error-range.js';
export {
  floatBits,
  hasAlpha,
  hasUnitLevels,
  quantize,
  readAlpha,
  readUppers,
  writeUppers,
  type Quantizer,
  type QuantizerSpec,
} from './quantizer.js';
export { codeOf, rangeKinds, roundHalfUp, stepOf, type RangeName } from './ranges.js';
export { softQuantize, type SoftQuantizeOptions } from './soft-quantize.js';
