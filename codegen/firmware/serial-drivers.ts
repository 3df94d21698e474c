import { invalidTarget } from '../errors.js';
import { toolVersion } from '../tool-version.js';
import type { BareMetalTarget } from './firmware-context.js';
import { hexadecimal } from './hexadecimal.js';
import type { TemplateFile } from './template-file.js';

/** What a driver's template needs besides base address, interrupt, clock and baud rate. */
type DriverView = (target: BareMetalTarget) => object;

interface Driver {
  /** Below `serial/`, where several drivers share one; default: the driver's name. */
  readonly template?: string;
  readonly view: DriverView;
}

/** UART drivers by the name that a board's data give. */
const drivers: Readonly<Record<string, Driver>> = {
  'cmsdk-uart': { view: cmsdkUart },
  'stm32-usart': { view: stm32Usart },
  'stm32-usart-v2': { view: stm32UsartV2 },
  'stm32-lpuart': { template: 'stm32-usart-v2', view: stm32LowPowerUart },
  'nrf-uart': { view: nrfUart },
  'nrf-uarte': { view: nrfUarte },
  'pl011-uart': { view: pl011Uart },
  'imxrt-lpuart': { view: imxrtLpuart },
};

/** @throws SB_TARGET_INVALID where the board asks for what is not there */
export function serialDriver(target: BareMetalTarget): TemplateFile {
  const { driver, base, interrupt, clock, baud } = target.firmware.uart;
  if (!Object.hasOwn(drivers, driver)) {
    const known = Object.keys(drivers).join(', ');
    throw invalidTarget(target.board, 'firmware.uart.driver', driver, `one of: ${known}`);
  }
  const common = { version: toolVersion, base: hexadecimal(base), interrupt, clock, baud };
  return {
    path: `firmware/port/${driver.replaceAll('-', '_')}.c`,
    template: `serial/${drivers[driver].template ?? driver}.c.hbs`,
    view: { ...common, ...drivers[driver].view(target) },
  };
}

/** Least divider of the CMSDK UART: Arm DDI 0479, section 4.3, BAUDDIV. */
const CMSDK_LEAST_DIVIDER = 16;

function cmsdkUart(target: BareMetalTarget): object {
  return { baudDivider: wholeDivider(target, CMSDK_LEAST_DIVIDER) };
}

/** ST RM0090, section 30.3.4 "Fractional baud rate generation"; Arm DDI 0183, section 2.4.1. */
const SAMPLES_PER_BIT = 16;

function stm32Usart(target: BareMetalTarget): object {
  return { baudDivider: wholeDivider(target, SAMPLES_PER_BIT) };
}

function stm32UsartV2(target: BareMetalTarget): object {
  const { clock, baud } = target.firmware.uart;
  return { ...stm32Usart(target), baudText: `${clock} Hz / ${baud} baud` };
}

/** ST RM0432, "LPUART baud rate generation": BRR counts 256ths, has 20 bits and is 0x300 at least. */
const LOW_POWER_FRACTION = 256;
const LEAST_LOW_POWER_DIVIDER = 3;
const GREATEST_LOW_POWER_DIVIDER = 0xfffff / LOW_POWER_FRACTION;

function stm32LowPowerUart(target: BareMetalTarget): object {
  const { clock, baud } = target.firmware.uart;
  if (baudDivider(target, LEAST_LOW_POWER_DIVIDER) > GREATEST_LOW_POWER_DIVIDER) {
    const least = Math.ceil(clock / GREATEST_LOW_POWER_DIVIDER);
    throw invalidTarget(target.board, 'firmware.uart.baud', baud, `at least ${least}`);
  }
  return {
    baudDivider: Math.round((LOW_POWER_FRACTION * clock) / baud),
    baudText: `256 * ${clock} Hz / ${baud} baud`,
  };
}

/** Both ends together may be wrong by a third of a bit in the ten of a byte. */
const GREATEST_DEVIATION = 0.025;

/** A divider without fraction, which must come near enough to the rate. */
function wholeDivider(target: BareMetalTarget, least: number): number {
  const { clock, baud } = target.firmware.uart;
  const divider = baudDivider(target, least);
  const actual = clock / divider;
  if (Math.abs(actual - baud) > GREATEST_DEVIATION * baud) {
    const dividers = [Math.floor(clock / baud), Math.ceil(clock / baud)];
    const rates = dividers.map((each) => Math.round(clock / each)).join(' or ');
    throw invalidTarget(
      target.board,
      'firmware.uart.baud',
      baud,
      `what ${clock} Hz divides to, such as ${rates}`,
    );
  }
  return divider;
}

function baudDivider(target: BareMetalTarget, least: number): number {
  const { clock, baud } = target.firmware.uart;
  const divider = Math.round(clock / baud);
  if (divider < least) {
    const greatest = Math.floor(clock / least);
    throw invalidTarget(target.board, 'firmware.uart.baud', baud, `at most ${greatest}`);
  }
  return divider;
}

/** BAUDRATE is baud · 2^32 / 16 MHz, of which the upper 20 bits count: nRF51 manual, UART. */
function nrfUart(target: BareMetalTarget): object {
  const { clock, baud } = target.firmware.uart;
  const steps = Math.round((baud * 2 ** 20) / clock);
  return { baudRegister: hexadecimal(steps * 2 ** 12), ...pinsOf(target) };
}

/** The rates that the UARTE has: nRF5340 Product Specification, UARTE, BAUDRATE. */
const uarteRates: ReadonlyMap<number, number> = new Map([
  [9600, 0x0027_5000],
  [19_200, 0x004e_a000],
  [38_400, 0x009d_0000],
  [57_600, 0x00eb_0000],
  [115_200, 0x01d6_0000],
  [230_400, 0x03b0_0000],
  [460_800, 0x0740_0000],
  [921_600, 0x0f00_0000],
  [1_000_000, 0x1000_0000],
]);

function nrfUarte(target: BareMetalTarget): object {
  const { baud } = target.firmware.uart;
  const rate = uarteRates.get(baud);
  if (rate === undefined) {
    const expected = `one of: ${[...uarteRates.keys()].join(', ')}`;
    throw invalidTarget(target.board, 'firmware.uart.baud', baud, expected);
  }
  return { baudRegister: hexadecimal(rate), ...pinsOf(target) };
}

function pinsOf({ board, firmware: { uart } }: BareMetalTarget): object {
  if (uart.pins) return uart.pins;
  throw invalidTarget(board, 'firmware.uart.pins', 'nothing', 'the pins to transmit and receive');
}

/** The divider's fraction has six bits: Arm DDI 0183, section 3.3.6 UARTFBRD. */
function pl011Uart(target: BareMetalTarget): object {
  const { clock, baud } = target.firmware.uart;
  baudDivider(target, SAMPLES_PER_BIT);
  const divider = Math.round((4 * clock) / baud);
  return { baudInteger: divider >> 6, baudFraction: divider & 63 };
}

/** Samples of a bit, and the divider's bits: NXP IMXRT1060RM, LPUART, BAUD. */
const LEAST_SAMPLES = 8;
const MOST_SAMPLES = 32;
const GREATEST_LPUART_DIVIDER = 0x1fff;

/** The number of samples with the smallest error of the rate, the largest of them. */
function imxrtLpuart(target: BareMetalTarget): object {
  const { clock, baud } = target.firmware.uart;
  baudDivider(target, LEAST_SAMPLES);
  const choices = Array.from({ length: MOST_SAMPLES - LEAST_SAMPLES + 1 }, (_, index) => {
    const oversampling = MOST_SAMPLES - index;
    const divider = Math.max(1, Math.round(clock / (oversampling * baud)));
    return { oversampling, divider, error: Math.abs(clock / (oversampling * divider) - baud) };
  }).filter(({ divider }) => divider <= GREATEST_LPUART_DIVIDER);
  const [best] = choices.sort((one, other) => one.error - other.error);
  if (best) return { oversampling: best.oversampling, baudDivider: best.divider };
  const least = Math.ceil(clock / (MOST_SAMPLES * GREATEST_LPUART_DIVIDER));
  throw invalidTarget(target.board, 'firmware.uart.baud', baud, `at least ${least}`);
}
