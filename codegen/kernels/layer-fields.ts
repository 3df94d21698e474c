import type { CodeTensor, Shape } from '../model/graph.js';
import type { WindowGeometry } from '../ops/windows.js';
import type { IntegerType, LayerField } from './kernel.js';

/** A scalar field of a layer struct. */
export function field(name: string, type: IntegerType, number: number | bigint): LayerField {
  return { name, value: { type, number } };
}

/** `softbit_window`. Only the paddings at the top and left matter: the sizes say where to stop. */
export function windowFields(
  input: CodeTensor,
  { kernel, strides, dilations, padding }: WindowGeometry,
  output: Shape,
): LayerField[] {
  const numbers = {
    input_height: input.shape[0],
    input_width: input.shape[1],
    output_height: output[0],
    output_width: output[1],
    kernel_height: kernel[0],
    kernel_width: kernel[1],
    stride_y: strides[0],
    stride_x: strides[1],
    dilation_y: dilations[0],
    dilation_x: dilations[1],
    pad_top: padding.top,
    pad_left: padding.left,
  };
  return Object.entries(numbers).map(([name, number]) =>
    field(`window.${name}`, 'int32_t', number),
  );
}
