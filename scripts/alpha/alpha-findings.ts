import { isKernel, type EpochRecord, type Sensitivity } from '../../trainer/index.js';

/** One of the paper's observations and what a training says of it. */
export interface Finding {
  readonly observation: string;
  readonly verdict: 'Confirmed' | 'Contradicted' | 'Partly';
  readonly evidence: string;
}

export interface AlphaEvidence {
  /** Epochs of fine-tuning. */
  readonly history: readonly EpochRecord[];
  /** Of every quantizer by itself, with the bits in question. */
  readonly sensitivity: readonly Sensitivity[];
}

/** α before the first step. */
const START = 0.2;
/** A rise that is mostly over by this share of the epochs is an early one. */
const EARLY = 1 / 3;

/** The observations of Gong et al., ICCV 2019, section 4.3, beside a training of one's own. */
export function alphaFindings(evidence: AlphaEvidence): Finding[] {
  return [risesEarly(evidence), kernelsBelow(evidence), downsampleTolerant(evidence)];
}

interface Course {
  readonly name: string;
  readonly kernel: boolean;
  readonly bits: number;
  /** By epoch. */
  readonly alphas: readonly number[];
}

function coursesOf(history: readonly EpochRecord[]): Course[] {
  return history[0].quantizers
    .filter(({ alpha }) => alpha !== null)
    .map((first) => ({
      name: first.name,
      kernel: isKernel(first),
      bits: first.bits,
      alphas: history.map(
        ({ quantizers }) => quantizers.find(({ name }) => name === first.name)!.alpha!,
      ),
    }));
}

function risesEarly({ history }: AlphaEvidence): Finding {
  const inner = innerOf(coursesOf(history));
  const means = history.map((_, epoch) => mean(inner.map(({ alphas }) => alphas[epoch])));
  const last = means[means.length - 1];
  const early = means[Math.max(Math.ceil(EARLY * means.length) - 1, 0)];
  const share = (early - START) / (last - START);
  const rising = inner.filter(({ alphas }) => alphas[alphas.length - 1] > START);
  const isEarly = share >= 0.5;
  const verdict =
    last <= START
      ? 'Contradicted'
      : isEarly && rising.length === inner.length
        ? 'Confirmed'
        : 'Partly';
  return {
    observation: 'α rises sharply from 0.2 early in training and then settles',
    verdict,
    evidence: `The mean over the inner quantizers goes from ${START} to ${figure(means[0])} in the first epoch and to ${figure(last)} at the end; ${percent(share)} of that is done after a third of the epochs. ${rising.length} of ${inner.length} rise.`,
  };
}

function kernelsBelow({ history }: AlphaEvidence): Finding {
  const inner = innerOf(coursesOf(history));
  const ends = (kernel: boolean) =>
    inner
      .filter((course) => course.kernel === kernel)
      .map(({ alphas }) => alphas[alphas.length - 1]);
  const [kernels, activations] = [ends(true), ends(false)];
  const apart = Math.max(...kernels) < Math.min(...activations);
  const below = mean(kernels) < mean(activations);
  return {
    observation: 'The learnt α of weights lies below that of activations',
    verdict: apart ? 'Confirmed' : below ? 'Partly' : 'Contradicted',
    evidence: `Inner weights end at ${span(kernels)}, mean ${figure(mean(kernels))}; inner activations at ${span(activations)}, mean ${figure(mean(activations))}.`,
  };
}

/** Layers that are called shortcuts stand beside two others that halve the picture. */
function downsampleTolerant({ sensitivity }: AlphaEvidence): Finding {
  const least = Math.min(...sensitivity.map(({ bits }) => bits));
  const kernels = sensitivity
    .filter(({ kind, bits }) => kind === 'weights' && bits === least)
    .sort((a, b) => a.divergence - b.divergence);
  const places = kernels.flatMap(({ name }, index) =>
    name.includes('shortcut') ? [`${name} ${index + 1}`] : [],
  );
  const first = kernels.slice(0, places.length).map(({ name }) => name);
  const leading = first.filter((name) => name.includes('shortcut')).length;
  const most = kernels[kernels.length - 1];
  return {
    observation: 'Downsample layers tolerate low bits best, the last convolution least',
    verdict: leading === places.length ? 'Confirmed' : leading > 0 ? 'Partly' : 'Contradicted',
    evidence: `Places of the downsample layers among ${kernels.length} kernels of ${least} bits, the least divergent first: ${places.join(', ')}. The most divergent is ${most.name}, ${most.divergence.toFixed(3)} nats.`,
  };
}

/** Ends have eight bits, whose steps are too small for α to matter. */
function innerOf(courses: readonly Course[]): Course[] {
  const least = Math.min(...courses.map(({ bits }) => bits));
  return courses.filter(({ bits }) => bits === least);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function span(values: readonly number[]): string {
  return `${figure(Math.min(...values))} to ${figure(Math.max(...values))}`;
}

function figure(value: number): string {
  return value.toFixed(3);
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
