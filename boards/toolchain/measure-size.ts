import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { linkMapUnreadable } from '../errors.js';
import { requireTool } from './find-tool.js';
import { parseLinkMap, type LinkedSection } from './link-map.js';

/** Bytes of a linked program, by what they serve. */
export interface ProgramSize {
  readonly flash: {
    /** Packed weights, thresholds, multipliers and layer descriptions. */
    readonly model: number;
    /** Kernels and the code that calls them. */
    readonly runtime: number;
    /** Start-up, device link, drivers and C library. */
    readonly firmware: number;
    readonly total: number;
  };
  /** Statically reserved: initialized and zeroed data, the stack's reserve included. */
  readonly ram: { readonly total: number };
}

export interface MeasureSizeOptions {
  readonly program: string;
  readonly linkMap: string;
  readonly prefix: string;
}

/** Whose bytes an object file's are, by the folder that code generation put its source into. */
const owners = {
  model: /(^|\/)model\/[^/]*_weights\.o$/,
  runtime: /(^|\/)(model|kernels)\/[^/]*\.o$/,
};

/** Sections that occupy flash; initialized data does, because start-up copies it from there. */
const inFlash = /^\.(text|rodata|data)(\.|$)/;

/**
 * Measures a program with `size` and divides its flash by the linker's map.
 *
 * @throws SB_TOOL_MISSING, SB_LINK_MAP
 */
export async function measureSize(options: MeasureSizeOptions): Promise<ProgramSize> {
  const sections = await readLinkMap(options.linkMap);
  const totals = await readTotals(options);
  const model = flashOf(sections, ({ object }) => owners.model.test(object));
  const owned = flashOf(sections, ({ object }) => owners.runtime.test(object));
  const flash = totals.text + totals.data;
  return {
    flash: { model, runtime: owned - model, firmware: flash - owned, total: flash },
    ram: { total: totals.data + totals.bss },
  };
}

/**
 * Bytes of flash of each kernel in a linked program, by its symbol.
 *
 * @throws SB_LINK_MAP
 */
export async function measureKernels(linkMap: string): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for (const { section, object, bytes } of await readLinkMap(linkMap)) {
    const symbol = /(?:^|\/)kernels\/([^/]*)\.o$/.exec(object)?.[1];
    if (symbol === undefined || !inFlash.test(section)) continue;
    sizes.set(symbol, (sizes.get(symbol) ?? 0) + bytes);
  }
  return sizes;
}

async function readLinkMap(file: string): Promise<LinkedSection[]> {
  try {
    return parseLinkMap(await readFile(file, 'utf8'));
  } catch (error) {
    throw linkMapUnreadable(file, error);
  }
}

function flashOf(
  sections: readonly LinkedSection[],
  belongs: (section: LinkedSection) => boolean,
): number {
  return sections
    .filter((section) => inFlash.test(section.section) && belongs(section))
    .reduce((sum, { bytes }) => sum + bytes, 0);
}

/** `size` prints a heading and one line: text, data and bss in decimal. */
async function readTotals({ program, prefix }: MeasureSizeOptions) {
  requireTool(`${prefix}size`, 'measure the program');
  const { stdout } = await execa(`${prefix}size`, [program]);
  const [text, data, bss] = stdout.split('\n')[1].trim().split(/\s+/).map(Number);
  return { text, data, bss };
}
