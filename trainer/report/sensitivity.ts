import type * as tf from '@tensorflow/tfjs';
import type { Split } from '../data/index.js';
import {
  calibrate,
  quantizeModel,
  quantizersOf,
  type QuantizationSpec,
} from '../quantize-model/index.js';
import { floatBits, rangeKinds } from '../quantizer/index.js';
import { pausePoint } from '../training/pause-point.js';
import { imagesOf, spreadBatches } from '../training/sample-images.js';
import { compareLogits, logitsOf, type Divergence, type Logits } from './divergence.js';

/** What a network loses when one of its quantizers, and no other, has so many bits. */
export interface Sensitivity extends Divergence {
  /** The layer's name. */
  readonly name: string;
  readonly kind: 'weights' | 'activations';
  readonly bits: number;
}

export interface SensitivityOptions {
  /** The trained float network. */
  readonly model: tf.LayersModel;
  /** The quantization in question: its layers and method count. */
  readonly spec: QuantizationSpec;
  /** Bits that each quantizer is tried with; default: those that the quantization gives it. */
  readonly bits?: readonly number[] | undefined;
  /** Of which `images` are looked at. */
  readonly split: Split;
  readonly images: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Tries every quantizer of a network by itself, ranges fitted to the same images, nothing trained.
 *
 * @throws The signal's reason when it is aborted, and what `quantizeModel` throws
 * @see Dong et al., "HAWQ", ICCV 2019, for why layers differ; the measure here is the one of Cai et
 * al., "ZeroQ", CVPR 2020, equation 5.
 */
export async function measureSensitivity({
  model,
  spec,
  bits,
  split,
  images,
  signal,
  onProgress,
}: SensitivityOptions): Promise<Sensitivity[]> {
  const [indices] = spreadBatches(split.count, images, images);
  const labels = indices.map((index) => split.labels[index]);
  const batch = imagesOf(model, split, indices);
  try {
    const float = logitsOf(model, batch);
    const trials = trialsOf(model, spec, bits);
    const found: Sensitivity[] = [];
    for (const { name, kind, bits: own } of trials) {
      await pausePoint(signal);
      const logits = logitsWith(model, batch, aloneSpec(spec, name, own));
      found.push({ name, kind, bits: own, ...compareLogits(float, logits, labels) });
      onProgress?.(found.length, trials.length);
    }
    return found;
  } finally {
    batch.dispose();
  }
}

type Trial = Pick<Sensitivity, 'name' | 'kind' | 'bits'>;

function trialsOf(
  model: tf.LayersModel,
  spec: QuantizationSpec,
  bits: readonly number[] | undefined,
): Trial[] {
  const twin = quantizeModel(model, spec);
  const quantizers = quantizersOf(twin).map(({ name, spec: { range, bits: own } }) => ({
    name,
    kind: range === 'symmetric' ? ('weights' as const) : ('activations' as const),
    bits: (bits ?? [own]).filter((count) => count >= rangeKinds[range].leastBits),
  }));
  twin.dispose();
  return quantizers.flatMap(({ bits: counts, ...own }) =>
    counts.map((count) => ({ ...own, bits: count })),
  );
}

/** Every quantizer off but one. */
function aloneSpec(spec: QuantizationSpec, name: string, bits: number): QuantizationSpec {
  const off = { bits: floatBits };
  return {
    ...spec,
    weights: { ...spec.weights, ...off },
    activations: off,
    firstLastBits: floatBits,
    shortcutBits: floatBits,
    perLayer: { [name]: { bits } },
  };
}

function logitsWith(model: tf.LayersModel, batch: tf.Tensor, spec: QuantizationSpec): Logits {
  const twin = quantizeModel(model, spec);
  try {
    calibrate(twin, batch);
    return logitsOf(twin, batch);
  } finally {
    twin.dispose();
  }
}
