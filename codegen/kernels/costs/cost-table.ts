import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GraphNode } from '../../model/graph.js';
import type { Kernel, KernelContext } from '../kernel.js';
import { costTermNames, costTerms, operandKey, type CostTermName } from './cost-terms.js';

/** Coefficients; terms that cost nothing are left out. */
export type CostCoefficients = Readonly<Partial<Record<CostTermName, number>>>;

/** What kernels cost on one core, measured under the profiler; `npm run costs` writes it anew. */
export interface CostTable {
  readonly core: string;
  /** Where nothing models the core's cycles, instructions. */
  readonly unit: 'modelled cycles' | 'instructions';
  /** By kernel, as in `conv2d_portable`, and operand bits; `any` stands for bits not measured. */
  readonly kernels: Readonly<Record<string, Readonly<Record<string, CostCoefficients>>>>;
}

/** Beside the source in the repository; compiled code finds them from `dist/`. */
const folder = fileURLToPath(new URL('../../../../codegen/kernels/costs/', import.meta.url));

const tables = new Map<string, CostTable | undefined>();

/** The table of a core; nothing where it was never measured. */
export function costTableOf(core: string): CostTable | undefined {
  if (!tables.has(core)) tables.set(core, readTable(core));
  return tables.get(core);
}

function readTable(core: string): CostTable | undefined {
  const file = path.join(folder, `${core}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as CostTable) : undefined;
}

/**
 * What a node costs by the table.
 *
 * @returns nothing for a kernel that is not in the table
 */
export function measuredCost(
  table: CostTable,
  kernel: Kernel,
  node: GraphNode,
  context: KernelContext,
): number | undefined {
  const byBits = table.kernels[`${kernel.name}_${kernel.architecture}`];
  const coefficients = byBits?.[operandKey(node, context)] ?? byBits?.any;
  if (!coefficients) return undefined;
  const terms = costTerms(kernel, node, context);
  return costTermNames.reduce((sum, name) => sum + (coefficients[name] ?? 0) * terms[name], 0);
}
