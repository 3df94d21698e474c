import { invalidTarget } from '../errors.js';
import { toolVersion } from '../tool-version.js';
import type { BareMetalTarget } from './firmware-context.js';
import { hexadecimal } from './hexadecimal.js';
import type { TemplateFile } from './template-file.js';

/** What a driver's template needs besides base address, interrupt, clock and baud rate. */
type DriverView = (target: BareMetalTarget) => object;

/** UART drivers by the name that a board's data give, which is their template's. */
const drivers = {
  'cmsdk-uart': cmsdkUart,
  'stm32-usart': stm32Usart,
  'nrf-uart': nrfUart,
  'pl011-uart': pl011Uart,
} satisfies Record<string, DriverView>;

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
    template: `serial/${driver}.c.hbs`,
    view: { ...common, ...drivers[driver as keyof typeof drivers](target) },
  };
}

/** Least divider of the CMSDK UART: Arm DDI 0479, section 4.3, BAUDDIV. */
const CMSDK_LEAST_DIVIDER = 16;

function cmsdkUart(target: BareMetalTarget): object {
  return { baudDivider: baudDivider(target, CMSDK_LEAST_DIVIDER) };
}

/** ST RM0090, section 30.3.4 "Fractional baud rate generation"; Arm DDI 0183, section 2.4.1. */
const SAMPLES_PER_BIT = 16;

function stm32Usart(target: BareMetalTarget): object {
  return { baudDivider: baudDivider(target, SAMPLES_PER_BIT) };
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
function nrfUart({ board, firmware: { uart } }: BareMetalTarget): object {
  if (!uart.pins) {
    throw invalidTarget(board, 'firmware.uart.pins', 'nothing', 'the pins to transmit and receive');
  }
  const steps = Math.round((uart.baud * 2 ** 20) / uart.clock);
  return { baudRegister: hexadecimal(steps * 2 ** 12), ...uart.pins };
}

/** The divider's fraction has six bits: Arm DDI 0183, section 3.3.6 UARTFBRD. */
function pl011Uart(target: BareMetalTarget): object {
  const { clock, baud } = target.firmware.uart;
  baudDivider(target, SAMPLES_PER_BIT);
  const divider = Math.round((4 * clock) / baud);
  return { baudInteger: divider >> 6, baudFraction: divider & 63 };
}
