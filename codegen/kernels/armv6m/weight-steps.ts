import type { Weights } from '../../model/graph.js';
import type { WeightSteps } from './flush-schedule.js';
import type { TileForm } from './tile-form.js';

/** Channels that share the bytes of a staged row in the polynomial form. */
export const GROUP_CHANNELS = 4;
/** Taps of one polynomial. */
export const TAPS = 3;

/** Each output channel's weight words in the order in which `expand_tile` lays out pixels. */
export function weightSteps(form: TileForm, weights: Weights): WeightSteps {
  const words = form.kind === 'polynomial' ? polynomialWords : dotWords;
  return Array.from({ length: weights.shape[0] }, (_, channel) =>
    words(codeReader(weights, channel), weights.shape, form.lanes),
  );
}

/** A channel's code at a kernel row, column and input channel; 0 outside. */
type CodeReader = (row: number, column: number, input: number) => number;

function codeReader({ codes, shape }: Weights, channel: number): CodeReader {
  const [, height, width, inputs] = shape;
  return (row, column, input) =>
    column < width && input < inputs
      ? codes[((channel * height + row) * width + column) * inputs + input]
      : 0;
}

/** Groups of channels, kernel rows, three taps, channels of the group; taps in reverse order. */
function polynomialWords(
  codeAt: CodeReader,
  [, height, width, inputs]: Weights['shape'],
): number[][] {
  const words: number[][] = [];
  for (let group = 0; group < inputs; group += GROUP_CHANNELS) {
    for (let row = 0; row < height; row++) {
      for (let tap = 0; tap < width; tap += TAPS) {
        for (let input = group; input < group + GROUP_CHANNELS; input++) {
          words.push([2, 1, 0].map((offset) => codeAt(row, tap + offset, input)));
        }
      }
    }
  }
  return words;
}

/** Kernel rows, columns, words of input channels; channels in reverse order. */
function dotWords(
  codeAt: CodeReader,
  [, height, width, inputs]: Weights['shape'],
  lanes: number,
): number[][] {
  const words: number[][] = [];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      for (let input = 0; input < inputs; input += lanes) {
        words.push(
          Array.from({ length: lanes }, (_, lane) => codeAt(row, column, input + lanes - 1 - lane)),
        );
      }
    }
  }
  return words;
}
