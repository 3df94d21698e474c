import type { Board } from './board-schema.js';
import type { Clocks } from './clock-schema.js';

type Firmware = NonNullable<Board['firmware']>;
type Pll = NonNullable<Clocks['pll']>;

/** Timers that count the core's own cycles. */
const coreTimers: readonly string[] = ['dwt-cycle-counter', 'systick'];

/**
 * Whether the clocks that board data state follow from one another and keep to the limits.
 *
 * @returns a sentence for each problem
 */
export function checkClocks({ clocks, timer }: Firmware): string[] {
  if (!clocks) return [];
  const { core, greatestCore, pll } = clocks;
  const counted =
    coreTimers.includes(timer.driver) && timer.clock !== core
      ? [
          `firmware.timer.clock is ${timer.clock} Hz, but ${timer.driver} counts the core's ${core} Hz.`,
        ]
      : [];
  const tooFast =
    core > greatestCore
      ? [`firmware.clocks.core is ${core} Hz, more than the ${greatestCore} Hz that it may be.`]
      : [];
  return [...counted, ...tooFast, ...(pll ? checkPll(pll, core) : [])];
}

function checkPll(pll: Pll, core: number): string[] {
  const { input, divide, multiply, outputDivide, inputRange, oscillatorRange } = pll;
  const compared = input / divide;
  const oscillator = compared * multiply;
  const made = oscillator / outputDivide;
  return [
    ...outside('input / divide', compared, inputRange),
    ...outside('input / divide * multiply', oscillator, oscillatorRange),
    ...(made === core ? [] : [`firmware.clocks.pll makes ${made} Hz, not the core's ${core} Hz.`]),
  ];
}

function outside(what: string, frequency: number, range: Pll['inputRange']): string[] {
  const { least, greatest } = range;
  return frequency < least || frequency > greatest
    ? [`firmware.clocks.pll: ${what} is ${frequency} Hz, not from ${least} to ${greatest} Hz.`]
    : [];
}
