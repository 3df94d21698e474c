import type { BenchmarkReport } from '../../boards/index.js';

/** The official runner's figures beside ours, for people. */
export function mlperfText(report: BenchmarkReport): string {
  const { comparison, folder } = report;
  if (!comparison) return `No runner was run. What it reads is in ${folder}.`;
  return [...figures(report), verdict(report)].join('\n');
}

function figures({ comparison, mode, isEmulated }: BenchmarkReport): string[] {
  const { runner, expected } = comparison!;
  const complaints = runner.complaints.map((complaint) => `The runner says: ${complaint}`);
  if (mode === 'accuracy') {
    return [
      `Top 1: ${runner.top1} % by the runner, ${expected.top1} % by the integer reference`,
      `AUC: ${runner.auc} by the runner, ${expected.auc} by the integer reference`,
      ...complaints,
    ];
  }
  const place = isEmulated
    ? 'in the emulator’s time, which is no latency of any board'
    : 'measured';
  const { medianThroughput } = runner;
  return medianThroughput === null
    ? complaints
    : [`Median throughput: ${medianThroughput} inferences/s, ${place}`, ...complaints];
}

function verdict({ board, benchmark, comparison }: BenchmarkReport): string {
  const { passed, equalResults } = comparison!;
  return `${passed ? 'PASSED' : 'FAILED'} ${benchmark} on ${board}: results equal ${equalResults.equal}/${equalResults.total}.`;
}
