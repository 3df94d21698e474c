import type * as tf from '@tensorflow/tfjs';
import { estimateModel, toolVersion, type ModelEstimate } from '../../codegen/index.js';
import type { Split } from '../data/index.js';
import { exportModel } from '../export/index.js';
import { calibrate, quantizeModel, type QuantizationSpec } from '../quantize-model/index.js';
import { compareLogits, logitsOf, type Divergence, type Logits } from '../report/divergence.js';
import { imagesOf, spreadBatches } from '../training/sample-images.js';
import { withAssignment, type Assignment } from './assignment.js';

/** A core that kernels are chosen for. */
export interface SearchTarget {
  readonly core: string;
  readonly features: readonly string[];
}

/** What an assignment of bits comes to before any fine-tuning. */
export interface Evaluation extends Divergence, ModelEstimate {
  readonly assignment: Assignment;
}

export type Evaluate = (assignment: Assignment) => Evaluation;

export interface EvaluatorOptions {
  readonly model: tf.LayersModel;
  readonly spec: QuantizationSpec;
  readonly split: Split;
  readonly images: number;
  readonly target: SearchTarget;
}

/** Keeps the batch and the float network's answers to it; `dispose` lets go of the former. */
export function createEvaluator(options: EvaluatorOptions): {
  readonly evaluate: Evaluate;
  readonly dispose: () => void;
} {
  const { model, split, images } = options;
  const [indices] = spreadBatches(split.count, images, images);
  const labels = indices.map((index) => split.labels[index]);
  const batch = imagesOf(model, split, indices);
  const float = logitsOf(model, batch);
  return {
    evaluate: (assignment) => evaluateOne(options, { assignment, batch, float, labels }),
    dispose: () => batch.dispose(),
  };
}

interface Trial {
  readonly assignment: Assignment;
  readonly batch: tf.Tensor;
  readonly float: Logits;
  readonly labels: readonly number[];
}

function evaluateOne(
  { model, spec, split, target }: EvaluatorOptions,
  { assignment, batch, float, labels }: Trial,
): Evaluation {
  const twin = quantizeModel(model, withAssignment(spec, assignment));
  try {
    calibrate(twin, batch);
    const distance = compareLogits(float, logitsOf(twin, batch), labels);
    const exported = exportModel(twin, {
      name: 'candidate',
      classes: [],
      provenance: { tool: 'softbit', version: toolVersion },
      inputZeroPoint: split.zeroPoint,
    });
    return { assignment, ...distance, ...estimateModel({ model: exported, ...target }) };
  } finally {
    twin.dispose();
  }
}
