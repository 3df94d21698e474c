import { execa } from 'execa';
import { symbolMissing } from '../errors.js';
import { requireTool } from './find-tool.js';

export interface ProgramSymbol {
  readonly address: number;
  readonly bytes: number;
}

/**
 * Where a linked program has an object.
 *
 * @param prefix `arm-none-eabi-` or empty
 * @throws SB_TOOL_MISSING, SB_SYMBOL_MISSING
 */
export async function findSymbol(
  program: string,
  prefix: string,
  name: string,
): Promise<ProgramSymbol> {
  requireTool(`${prefix}nm`, 'find a symbol in the program');
  const { stdout } = await execa(`${prefix}nm`, ['--print-size', program]);
  const match = new RegExp(`^([0-9a-f]+) ([0-9a-f]+) \\w ${name}$`, 'm').exec(stdout);
  if (!match) throw symbolMissing(program, name);
  return { address: Number.parseInt(match[1], 16), bytes: Number.parseInt(match[2], 16) };
}
