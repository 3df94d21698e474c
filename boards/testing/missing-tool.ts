import type { ExecutionContext } from 'ava';
import { requireTool } from '../toolchain/find-tool.js';

/**
 * Whether a test must be skipped for want of a program; says so, since a silent skip looks like a
 * pass.
 */
export function missingTool(t: ExecutionContext, ...tools: readonly string[]): boolean {
  for (const tool of tools) {
    try {
      requireTool(tool, 'run this test');
    } catch (error) {
      t.log(`skipped: ${(error as Error).message}`);
      t.pass();
      return true;
    }
  }
  return false;
}
