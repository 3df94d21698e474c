import type { SampleProgress } from '../../boards/index.js';
import type { ReportStream } from '../../trainer/index.js';
import { percent } from './percent.js';

const betweenUpdatesMs = 200;

/** Progress of a validation: a line that rewrites itself on a terminal, ten lines elsewhere. */
export function sampleReporter(stream: ReportStream): (progress: SampleProgress) => void {
  let updated = 0;
  let tenths = 0;
  return (progress) => {
    const { done, total } = progress;
    const finished = done === total;
    if (stream.isTTY === true) {
      if (!finished && performance.now() - updated < betweenUpdatesMs) return;
      updated = performance.now();
      stream.write(`\r${describe(progress)}\x1b[K${finished ? '\n' : ''}`);
    } else if (Math.floor((10 * done) / total) > tenths) {
      tenths = Math.floor((10 * done) / total);
      stream.write(`${describe(progress)}\n`);
    }
  };
}

function describe({ done, total, equal, accuracy, samplesPerSecond }: SampleProgress): string {
  const remaining = Math.ceil((total - done) / samplesPerSecond);
  return `Samples ${done}/${total}, bit-exact ${equal}/${done}, accuracy ${percent(accuracy)}, ${samplesPerSecond.toFixed(1)} samples/s, ${remaining} s left`;
}
