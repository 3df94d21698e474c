import type { TemplateFile } from './template-file.js';

/** What fits the common firmware to a machine. */
export interface FirmwarePort {
  readonly files: readonly TemplateFile[];
  /** Of the timer. */
  readonly ticksPerSecond: number;
  /** Path of the linked program in the project's folder. */
  readonly program: string;
  /** In one phrase, for the project's README. */
  readonly holds: string;
  readonly linkFlags: readonly string[];
  readonly linkerScripts: readonly string[];
  /**
   * Bytes that code and data besides the model's tables and arena take at least. The linker knows the
   * exact figures; these refuse a hopeless model before anything is built.
   */
  readonly reserve: { readonly flash: number; readonly ram: number };
}

/** What the common code must know of a machine's timer and serial line. */
export interface PortFigures {
  readonly ticksPerSecond: number;
  /** Received bytes that wait while the program computes. */
  readonly windowBytes: number;
}

/** The headers of `firmware/port/` that the common code calls. */
export function portHeaders(
  version: string,
  { ticksPerSecond, windowBytes }: PortFigures,
): TemplateFile[] {
  return [
    {
      path: 'firmware/port/serial.h',
      template: 'port/serial.h.hbs',
      view: { version, windowBytes },
    },
    {
      path: 'firmware/port/timer.h',
      template: 'port/timer.h.hbs',
      view: { version, ticksPerSecond },
    },
    { path: 'firmware/port/stack.h', template: 'port/stack.h.hbs', view: { version } },
  ];
}
