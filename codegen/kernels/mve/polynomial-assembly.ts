import type { Stretches } from './polynomial-weights.js';

const UNROLLED = 4;

/**
 * Two blocks of pixels by two channels: each step loads four vectors and multiplies them crosswise. A
 * low-overhead loop runs what is not unrolled; the first step begins the sums.
 */
export function multiplyAssembly({ steps }: Stretches): { line: string }[] {
  const loops = Math.floor((steps - 1) / UNROLLED);
  const unrolled = loops > 1 ? steps - loops * UNROLLED : steps;
  const lines = [
    ...(loops > 1 ? [`mov lr, #${loops}`] : []),
    ...stepLines('vmlaldav'),
    ...Array.from({ length: unrolled - 1 }, () => stepLines('vmlaldava')).flat(),
    ...(loops > 1 ? loop() : []),
    'strd %Q[sum00], %Q[sum01], [%[sums]]',
    'strd %R[sum00], %R[sum01], [%[sums], #16]',
    'strd %Q[sum10], %Q[sum11], [%[sums], #32]',
    'strd %R[sum10], %R[sum11], [%[sums], #48]',
  ];
  return lines.map((line) => ({ line }));
}

function loop(): string[] {
  const body = Array.from({ length: UNROLLED }, () => stepLines('vmlaldava')).flat();
  return ['dls lr, lr', '1:', ...body, 'le lr, 1b'];
}

function stepLines(multiply: string): string[] {
  return [
    'vldrw.u32 q0, [%[pixels]], #16',
    'vldrw.u32 q2, [%[weights]], #16',
    `${multiply}.u32 %Q[sum00], %R[sum00], q0, q2`,
    'vldrw.u32 q3, [%[weights]], #16',
    `${multiply}.u32 %Q[sum01], %R[sum01], q0, q3`,
    'vldrw.u32 q1, [%[pixels]], #16',
    `${multiply}.u32 %Q[sum10], %R[sum10], q1, q2`,
    `${multiply}.u32 %Q[sum11], %R[sum11], q1, q3`,
  ];
}
