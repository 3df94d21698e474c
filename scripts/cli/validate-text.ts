import type { ValidationReport } from '../../boards/index.js';
import { percent } from './percent.js';
import { createTable } from './table.js';

/** A validation's result for people: layers first, then the verdict. */
export function validateText(report: ValidationReport): string {
  return [layerTable(report), ...figures(report), verdict(report)].join('\n');
}

function layerTable({ analyze }: ValidationReport): string {
  const table = createTable([
    'layer',
    'op',
    'bits in',
    'weights',
    'out',
    'MACs',
    'flash B',
    'at 8 bit',
  ]);
  for (const layer of analyze.layers) {
    table.push([
      layer.name,
      layer.op,
      layer.inputBits,
      layer.weightBits ?? '–',
      layer.outputBits,
      count(layer.macs),
      count(layer.weightBytes),
      count(layer.weightBytesAt8Bit),
    ]);
  }
  return table.toString();
}

function figures(report: ValidationReport): string[] {
  const { analyze, flash, ram, instructionsPerInference, link } = report;
  const { weightBytes, weightBytesAt8Bit, weightRatio } = analyze;
  return [
    `Weights: ${count(weightBytes)} B packed, ${count(weightBytesAt8Bit)} B at 8 bit (${percent(weightRatio)})`,
    `Flash: ${count(flash.total)} B (model ${count(flash.model)}, runtime ${count(flash.runtime)}, firmware ${count(flash.firmware)})`,
    `RAM: ${count(ram.total)} B reserved (arena ${count(ram.arena)}, of it input ${count(ram.input)}; stack used ${ram.stack === null ? '–' : count(ram.stack)} of ${ram.stackReserve === null ? '–' : count(ram.stackReserve)})`,
    instructionsPerInference === null
      ? 'Instructions per inference: not counted on this board'
      : `Instructions per inference: ${count(instructionsPerInference)}`,
    `Link: ${link.samplesPerSecond.toFixed(1)} samples/s; of the time ${percent(link.share.wire)} wire, ${percent(link.share.device)} device, ${percent(link.share.host)} host; ${count(link.resentFrames)} frames sent again, ${count(link.resets)} resets`,
  ];
}

function verdict({
  board,
  bitExact,
  accuracy,
  referenceAccuracy,
  firstMismatch,
}: ValidationReport) {
  const passed = bitExact.equal === bitExact.total;
  const detail = firstMismatch
    ? ` First difference: sample ${firstMismatch.sample}, output ${firstMismatch.output} is ${firstMismatch.actual}, the reference says ${firstMismatch.expected}.`
    : '';
  return `${passed ? 'PASSED' : 'FAILED'} on ${board}: bit-exact ${bitExact.equal}/${bitExact.total}, accuracy ${percent(accuracy)} (reference ${percent(referenceAccuracy)}).${detail}`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}
