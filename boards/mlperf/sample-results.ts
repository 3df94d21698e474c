import {
  findTensor,
  preprocess,
  probabilities,
  runModel,
  type Model,
} from '../../codegen/index.js';
import type { Sample } from '../validate/run-samples.js';

/** What a device answers to `infer`, and what would be right. */
export interface SampleResult {
  /** As the device prints them: thousandths over 1,000. */
  readonly probabilities: readonly number[];
  readonly label: number;
}

/** What a device must answer for each sample, by the integer reference. */
export function expectedResults(model: Model, samples: readonly Sample[]): SampleResult[] {
  const { scale } = findTensor(model, model.output);
  return samples.map(({ bytes, label }) => {
    const outputs = runModel(model, preprocess(model, bytes)).get(model.output)!;
    const thousandths = probabilities(outputs, scale);
    return { probabilities: thousandths.map((value) => value / 1000), label };
  });
}
