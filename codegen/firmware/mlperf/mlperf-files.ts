import { elementCount, findTensor, type Model, type Tensor } from '../../model/graph.js';
import { toolVersion } from '../../tool-version.js';
import type { FirmwareContext } from '../firmware-context.js';
import type { TemplateFile } from '../template-file.js';
import { mlperfBenchmark, type MlperfBenchmark } from './benchmark.js';
import { probabilitiesView } from './probabilities.js';

const MICROSECONDS_PER_SECOND = 1_000_000;

/** Who made the device, as in `m-name-dut-[softbit]`. */
const VENDOR = 'softbit';

/** MLPerf Tiny's ASCII commands, on the same line as the frames. */
export function mlperfFiles(context: FirmwareContext, ticksPerSecond: number): TemplateFile[] {
  const { model, mlperf } = context;
  const benchmark = mlperfBenchmark(model, mlperf === false ? undefined : mlperf);
  return [
    ...pair('text', {}),
    ...pair('clock', clockView(ticksPerSecond)),
    ...pair('command_line', {}),
    ...pair('words', {}),
    ...pair('staged_input', stagedInputView(model, benchmark)),
    ...pair('results', probabilitiesView(findTensor(model, model.output).scale)),
    ...pair('commands', { vendor: VENDOR, benchmark: benchmark.id }),
  ];
}

function pair(name: string, view: object): TemplateFile[] {
  return ['h', 'c'].map((ending) => ({
    path: `firmware/mlperf/${name}.${ending}`,
    template: `mlperf/${name}.${ending}.hbs`,
    view: { version: toolVersion, ...view },
  }));
}

/** As few ticks as make whole microseconds. */
function clockView(ticksPerSecond: number): object {
  const divisor = greatestCommonDivisor(ticksPerSecond, MICROSECONDS_PER_SECOND);
  return {
    ticksPerSecond,
    numerator: MICROSECONDS_PER_SECOND / divisor,
    denominator: ticksPerSecond / divisor,
  };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function stagedInputView(model: Model, { hasSignedBytes }: MlperfBenchmark): object {
  const input = findTensor(model, model.input.tensor);
  return {
    elements: elementCount(input.shape),
    shape: input.shape.join(' × '),
    bits: bitsOf(input),
    shift: model.input.preprocessing.shift,
    isSigned: hasSignedBytes,
    leastByte: hasSignedBytes ? 0x80 : 0,
  };
}

function bitsOf(tensor: Tensor): number {
  return tensor.type === 'codes' ? tensor.bits : 8;
}
