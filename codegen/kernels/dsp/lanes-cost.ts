import { elementCount } from '../../model/graph.js';
import { tapWords, type LanesPlan } from './lanes-plan.js';

/** Cycles on a Cortex-M4, counted in the compiled loops. */
const PER_STEP = 16;
const PER_STRETCH = 31;
const PER_TILE = 50;
/** Taking the fields of eight words of sums apart. */
const PER_STRETCH_OF_FIELDS = 36;
const PER_LANE_WORD = 5;
const PER_LANE_WORD_BY_CODES = 50;
const PER_PIXEL_SUM = 16;
const PER_TAP_WORD = 5.5;
const PER_LOOSE_OUTPUT = 14;

/** One output: from halves, from a sum in 32 bits, in 64 bits. */
const PER_OUTPUT = { halves: 6, linear: 12, wide: 24 };

/** Modelled cycles of one inference. */
export function lanesCycles(plan: LanesPlan): number {
  const { geometry, strip, schedule, taps, output, form } = plan;
  const tiles = geometry.outputHeight * Math.ceil(geometry.outputWidth / plan.tile) * plan.blocks;
  const strips = Math.ceil(geometry.outputHeight / strip.outputs);
  const fields = form.pixels === 2 ? PER_STRETCH_OF_FIELDS : 0;
  const perTile =
    taps[0].length * PER_STEP + schedule.stretches * (PER_STRETCH + fields) + PER_TILE;
  return (
    tiles * perTile +
    elementCount(output.shape) * perOutput(plan) +
    strips * (stripCycles(plan) + plan.blocks * tapWords(plan) * PER_TAP_WORD)
  );
}

/** Filling the buffer of expanded pixels. */
function stripCycles({ strip, pixelWords, chunks, sums }: LanesPlan): number {
  const perWord = chunks ? PER_LANE_WORD : PER_LANE_WORD_BY_CODES;
  const perColumn = pixelWords * perWord + (sums ? PER_PIXEL_SUM : 0);
  return strip.inputs * strip.columns * perColumn;
}

function perOutput({ sums, linear, output, residual, whole }: LanesPlan): number {
  const loose = whole || output.type === 'int32' ? 0 : PER_LOOSE_OUTPUT;
  const small = output.type === 'codes' && output.bits <= 2;
  if (sums && !residual && small) return PER_OUTPUT.halves;
  return loose + (linear ? PER_OUTPUT.linear : PER_OUTPUT.wide);
}
