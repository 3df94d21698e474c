import type { Progress, ProgressListener } from './progress.js';

/** The part of a stream that the reporter needs; `process.stderr` is one. */
export interface ReportStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const phaseTitles = { float: 'Float pre-training', quantized: 'Quantized fine-tuning' } as const;

const milliseconds = { betweenUpdates: 100 };

/**
 * Prints progress for a person: on a terminal one line that is rewritten ten times a second and
 * kept at each epoch's end, elsewhere (a log, CI) only the line at each epoch's end.
 *
 * @example
 * await trainNetwork({ …, onProgress: progressReporter(process.stderr) });
 */
export function progressReporter(stream: ReportStream): ProgressListener {
  let updated = -Infinity;
  return (progress) => {
    const epochDone = progress.validationAccuracy !== undefined;
    if (stream.isTTY !== true) {
      if (epochDone) stream.write(`${describeProgress(progress)}\n`);
      return;
    }
    const now = performance.now();
    if (!epochDone && now - updated < milliseconds.betweenUpdates) return;
    updated = now;
    stream.write(`\r${clip(describeProgress(progress), stream.columns)}\x1b[K`);
    if (epochDone) stream.write('\n');
  };
}

/** A line longer than the terminal would wrap, and a carriage return cannot take that back. */
function clip(line: string, columns = 80): string {
  return line.length < columns ? line : line.slice(0, columns - 1);
}

/** Everything in one line: `Float pre-training 2/8, step 40/469, loss 0.312, …`. */
export function describeProgress(progress: Progress): string {
  const { phase, epoch, epochs, step, steps, loss, accuracy, validationAccuracy } = progress;
  const place =
    validationAccuracy === undefined
      ? `, step ${step}/${steps}`
      : `, validation ${percent(validationAccuracy)}`;
  return [
    `${phaseTitles[phase]} ${epoch}/${epochs}${place}`,
    `loss ${loss.toFixed(3)}`,
    `train ${percent(accuracy)}`,
    `${Math.round(progress.imagesPerSecond)} images/s`,
    `${duration(progress.remainingSeconds)} left`,
  ].join(', ');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
