import type { LayerProfile, Measured, ProfileReport } from '../../boards/index.js';
import { percent } from './percent.js';
import { createTable } from './table.js';

/** A profile for people: layers first, then totals, kernels and the verdict. */
export function profileText(report: ProfileReport): string {
  return [
    layerTable(report),
    kernelTable(report),
    ...hottest(report),
    ...histogram(report),
    ...totals(report),
    ...threads(report),
    verdict(report),
  ].join('\n');
}

function layerTable({ layers, total }: ProfileReport): string {
  const table = createTable([
    'layer',
    'op',
    'bits',
    'MACs',
    'instructions',
    'modelled cycles',
    'low',
    'high',
    'instr./MAC',
    'cycles/MAC',
    'flash B',
    'scratch B',
  ]);
  for (const layer of layers) {
    const { name, op, flash, scratch } = layer;
    table.push([name, op, bitsOf(layer), ...figures(layer), count(flash), count(scratch)]);
  }
  table.push(['total', '', '', ...figures(total), '', '']);
  return table.toString();
}

function bitsOf({ bits }: LayerProfile): string {
  return [bits.input, bits.weights ?? '–', bits.output].join(' ');
}

function figures({
  macs,
  instructions,
  modelledCycles: cycles,
  instructionsPerMac,
  cyclesPerMac,
}: Measured): string[] {
  return [
    count(macs),
    count(instructions),
    ...[cycles?.estimate, cycles?.low, cycles?.high].map((value) => count(value ?? null)),
    perMac(instructionsPerMac),
    perMac(cyclesPerMac),
  ];
}

function kernelTable({ layers }: ProfileReport): string {
  const table = createTable(['layer', 'kernel', 'code B', 'why']);
  for (const { name, kernel, code, reason } of layers) {
    table.push([name, kernel, count(code), reason]);
  }
  return table.toString();
}

function hottest({ hottest: instructions }: ProfileReport): string[] {
  if (!instructions) return [];
  const table = createTable([
    'layer',
    'address',
    'instruction',
    'executed',
    'modelled cycles',
    'symbol',
  ]);
  for (const { layer, address, text, executions, modelledCycles, symbol } of instructions) {
    const cycles = count(modelledCycles?.estimate ?? null);
    table.push([layer, address, text, count(executions), cycles, symbol]);
  }
  return [table.toString()];
}

const MOST_MNEMONICS = 30;

function histogram({ histogram: mnemonics, total }: ProfileReport): string[] {
  if (!mnemonics) return [];
  const table = createTable(['mnemonic', 'executed', 'share', 'modelled cycles']);
  for (const { mnemonic, executions, modelledCycles } of mnemonics.slice(0, MOST_MNEMONICS)) {
    const share = percent(executions / total.instructions);
    table.push([mnemonic, count(executions), share, count(modelledCycles?.estimate ?? null)]);
  }
  return [table.toString()];
}

function totals({ total, timing, core }: ProfileReport): string[] {
  const { modelledCycles: cycles } = total;
  return [
    `Instructions of one inference: ${count(total.instructions)}, counted exactly.`,
    cycles === null || timing === null
      ? `Modelled cycles: none, for nothing here models ${core}; llvm-mca of LLVM 19 knows Cortex-A.`
      : `Modelled cycles: ${count(cycles.estimate)} (${count(cycles.low)} to ${count(cycles.high)}) with memory that never waits. ${timing.source}.`,
    `Flash of weights and inference code: ${count(total.flash)} B; arena with activations and scratch: ${count(total.ram)} B.`,
  ];
}

function threads({ threads: shared }: ProfileReport): string[] {
  if (!shared) return [];
  const { count: number, criticalInstructions, modelledSpeedUp } = shared;
  return [
    `Of ${number} threads the busiest in each layer executed ${count(criticalInstructions)} together: a modelled speed-up of ${modelledSpeedUp}, with a core for each and memory that never waits.`,
  ];
}

function verdict({ bitExact, firstMismatch, board, core }: ProfileReport): string {
  if (bitExact) return `PASSED on ${board} as ${core}: every output equals the reference.`;
  const detail = firstMismatch
    ? ` Output ${firstMismatch.output} is ${firstMismatch.actual}, the reference says ${firstMismatch.expected}.`
    : '';
  return `FAILED on ${board} as ${core}: outputs differ from the reference.${detail}`;
}

function perMac(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}

function count(value: number | null): string {
  return value === null ? '–' : value.toLocaleString('en');
}
