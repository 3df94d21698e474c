const UNROLLED = 4;

/** How two vectors are loaded, multiplied and summed up, and how the four sums are stored. */
interface Crosswise {
  readonly load: string;
  readonly begin: (sum: string, a: string, b: string) => string;
  readonly add: (sum: string, a: string, b: string) => string;
  readonly store: readonly string[];
}

/** Two windows of signed bytes by two channels, 32-bit sums: those of a window side by side. */
const bytes: Crosswise = {
  load: 'vldrb.8',
  begin: (sum, a, b) => `vmladav.s8 %[${sum}], ${a}, ${b}`,
  add: (sum, a, b) => `vmladava.s8 %[${sum}], ${a}, ${b}`,
  store: ['strd %[sum00], %[sum01], [%[sums]]', 'strd %[sum10], %[sum11], [%[sums], #16]'],
};

/** Two blocks of pixels by two channels, 64-bit sums: of four channels the low words, then the high. */
const words: Crosswise = {
  load: 'vldrw.u32',
  begin: (sum, a, b) => `vmlaldav.u32 %Q[${sum}], %R[${sum}], ${a}, ${b}`,
  add: (sum, a, b) => `vmlaldava.u32 %Q[${sum}], %R[${sum}], ${a}, ${b}`,
  store: [
    'strd %Q[sum00], %Q[sum01], [%[sums]]',
    'strd %R[sum00], %R[sum01], [%[sums], #16]',
    'strd %Q[sum10], %Q[sum11], [%[sums], #32]',
    'strd %R[sum10], %R[sum11], [%[sums], #48]',
  ],
};

/** Dot products of signed bytes; see `assemble`. */
export function crosswiseAssembly(steps: number): { line: string }[] {
  return assemble(steps, bytes, '[%[pixels1]], #16');
}

/** Products of polynomials; see `assemble`. */
export function polynomialAssembly(steps: number): { line: string }[] {
  return assemble(steps, words, '[%[pixels]], #16');
}

/**
 * Each step loads two vectors of pixels and two of weights and multiplies them crosswise. A low-overhead
 * loop runs what is not unrolled; the first step begins the sums.
 */
function assemble(steps: number, form: Crosswise, second: string): { line: string }[] {
  const loops = Math.floor((steps - 1) / UNROLLED);
  const looped = loops > 1;
  const unrolled = looped ? steps - loops * UNROLLED : steps;
  const step = stepLines(form, form.add, second);
  const times = (count: number) => Array.from({ length: count }, () => step).flat();
  const lines = [
    ...(looped ? [`mov lr, #${loops}`] : []),
    ...stepLines(form, form.begin, second),
    ...times(unrolled - 1),
    ...(looped ? ['dls lr, lr', '1:', ...times(UNROLLED), 'le lr, 1b'] : []),
    ...form.store,
  ];
  return lines.map((line) => ({ line }));
}

function stepLines({ load }: Crosswise, multiply: Crosswise['add'], second: string): string[] {
  return [
    `${load} q0, [%[pixels]], #16`,
    `${load} q2, [%[weights]], #16`,
    multiply('sum00', 'q0', 'q2'),
    `${load} q3, [%[weights]], #16`,
    multiply('sum01', 'q0', 'q3'),
    `${load} q1, ${second}`,
    multiply('sum10', 'q1', 'q2'),
    multiply('sum11', 'q1', 'q3'),
  ];
}
