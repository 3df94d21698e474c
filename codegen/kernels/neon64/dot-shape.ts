import { elementCount, type Conv2DNode, type DenseNode } from '../../model/graph.js';
import type { KernelContext } from '../kernel.js';

/** A convolution without groups; a dense layer is one of a single pixel. */
export interface DotShape {
  readonly input: readonly [height: number, width: number, channels: number];
  readonly output: readonly [height: number, width: number, channels: number];
  readonly kernel: readonly [height: number, width: number];
  readonly strides: readonly [vertical: number, horizontal: number];
  readonly dilations: readonly [vertical: number, horizontal: number];
  readonly padTop: number;
  readonly padLeft: number;
}

export function dotShape(node: Conv2DNode | DenseNode, context: KernelContext): DotShape {
  return node.op === 'dense' ? denseShape(node, context) : convolutionShape(node, context);
}

function denseShape({ weights }: DenseNode, { inputs: [input] }: KernelContext): DotShape {
  return {
    input: [1, 1, elementCount(input.shape)],
    output: [1, 1, weights.shape[0]],
    kernel: [1, 1],
    strides: [1, 1],
    dilations: [1, 1],
    padTop: 0,
    padLeft: 0,
  };
}

function convolutionShape(node: Conv2DNode, { inputs: [input], output }: KernelContext): DotShape {
  const { weights, strides, dilations, padding } = node;
  const [height, width, channels] = output.shape;
  return {
    input: [input.shape[0], input.shape[1], input.shape[2]],
    output: [height, width, channels],
    kernel: [weights.shape[1], weights.shape[2]],
    strides,
    dilations,
    padTop: padding.top,
    padLeft: padding.left,
  };
}

/** Part of the kernel's symbol. */
export function shapeSymbol({ input, output, kernel, ...rest }: DotShape): string {
  return [
    `h${input[0]}w${input[1]}c${input[2]}o${output[2]}k${kernel.join('x')}`,
    `s${rest.strides.join('x')}d${rest.dilations.join('x')}`,
    `p${rest.padTop}x${rest.padLeft}y${output[0]}x${output[1]}`,
  ].join('');
}
