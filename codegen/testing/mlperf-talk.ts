import { elementCount, findTensor, type Model } from '../model/graph.js';
import { probabilities } from '../firmware/mlperf/probabilities.js';
import { preprocess, runModel } from '../reference/run-model.js';
import { randomModel } from './random-model.js';
import { Random } from './random.js';

/** Raw bytes become codes of three bits; the outputs are near enough to share probabilities. */
export const talkingModel = ((): Model => {
  const random = randomModel(1925, { ops: ['conv2d', 'dense'], nodes: [2, 2] });
  const preprocessing = { kind: 'bytes', shift: 5 } as const;
  const tensors = random.tensors.map((tensor) =>
    tensor.name === random.output ? { ...tensor, scale: 0.01 } : tensor,
  );
  return { ...random, tensors, input: { ...random.input, preprocessing } };
})();

/** Raw bytes of its input. */
export const talkingInputBytes = elementCount(
  findTensor(talkingModel, talkingModel.input.tensor).shape,
);

/** A random raw input. */
export function rawInput(seed: number): Uint8Array {
  return new Random(seed).codes(talkingInputBytes, 8);
}

const hex = (values: ArrayLike<number>): string => Buffer.from(Array.from(values)).toString('hex');

/** What the official client sends: 31 bytes a command, or as many as are asked for. */
export function loading(input: ArrayLike<number>, chunk = 31): string {
  const digits = hex(input).match(new RegExp(`.{1,${2 * chunk}}`, 'g')) ?? [];
  return [`db load ${input.length}%`, ...digits.map((part) => `db ${part}%`)].join('');
}

/** What the firmware of a model must print after an inference. */
export function resultsLine(of: Model, input: Uint8Array): string {
  const outputs = runModel(of, preprocess(of, input)).get(of.output)!;
  const { scale } = findTensor(of, of.output);
  const printed = probabilities(outputs, scale).map((value) => (value / 1000).toFixed(3));
  return `m-results-[${printed.join(',')}]`;
}

/** The lines without times, and without `m-ready` where it stands as it should. */
export function answers(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/^(m-lap-us-)\d+$/, '$1T'));
}
