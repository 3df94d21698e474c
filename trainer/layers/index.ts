export { QuantActivation, type QuantActivationConfig } from './quant-activation.js';
export { QuantConv2D, type QuantConv2DConfig } from './quant-conv2d.js';
export { QuantDense, type QuantDenseConfig } from './quant-dense.js';
export { QuantDepthwiseConv2D, type QuantDepthwiseConv2DConfig } from './quant-depthwise-conv2d.js';
export { isQuantizerVariable, QuantizedLayer } from './quantized-layer.js';
export { WeightedLayer, type WeightedConfig } from './weighted-layer.js';
export { windowedLength, type WindowConfig } from './window.js';
