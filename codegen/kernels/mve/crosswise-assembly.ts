/** A line of inline assembly. */
export interface AssemblyLine {
  readonly line: string;
}

/** How two vectors are loaded, multiplied and summed up, and how the four sums are stored. */
interface Crosswise {
  readonly load: string;
  /** Where the second block or window of pixels is read. */
  readonly second: string;
  readonly begin: (sum: string, a: string, b: string) => string;
  readonly add: (sum: string, a: string, b: string) => string;
  readonly store: (offset: number) => readonly string[];
}

/** Two windows of signed bytes by two channels, 32-bit sums: those of a window side by side. */
const bytes: Crosswise = {
  load: 'vldrb.8',
  second: '[%[pixels1]], #16',
  begin: (sum, a, b) => `vmladav.s8 %[${sum}], ${a}, ${b}`,
  add: (sum, a, b) => `vmladava.s8 %[${sum}], ${a}, ${b}`,
  store: (offset) => [
    `strd %[sum00], %[sum01], [%[sums], #${offset}]`,
    `strd %[sum10], %[sum11], [%[sums], #${offset + 16}]`,
  ],
};

/** Two blocks of pixels by two channels, 64-bit sums: of four channels the low words, then the high. */
const words: Crosswise = {
  load: 'vldrw.u32',
  second: '[%[pixels]], #16',
  begin: (sum, a, b) => `vmlaldav.u32 %Q[${sum}], %R[${sum}], ${a}, ${b}`,
  add: (sum, a, b) => `vmlaldava.u32 %Q[${sum}], %R[${sum}], ${a}, ${b}`,
  store: (offset) => [
    `strd %Q[sum00], %Q[sum01], [%[sums], #${offset}]`,
    `strd %R[sum00], %R[sum01], [%[sums], #${offset + 16}]`,
    `strd %Q[sum10], %Q[sum11], [%[sums], #${offset + 32}]`,
    `strd %R[sum10], %R[sum11], [%[sums], #${offset + 48}]`,
  ],
};

/** Pairs of windows by two pairs of channels: dot products of signed bytes. */
export function dotAssembly(steps: number): AssemblyLine[] {
  const size = 16 * steps;
  return lines([
    '2:',
    ...stretchLines(steps, bytes, 4),
    ...bytes.store(0),
    ...moved('pixels', -size),
    ...moved('pixels1', -size),
    ...stretchLines(steps, bytes, 4),
    ...bytes.store(8),
    ...moved('pixels', size),
    ...moved('pixels1', size),
    ...moved('weights', -4 * size),
    ...moved('sums', 32),
    'subs %[pairs], %[pairs], #1',
    'bne 2b',
  ]);
}

export interface PolynomialLoop {
  /** Steps of a stretch, and stretches. */
  readonly steps: number;
  readonly count: number;
  /** Bytes from a stretch's sums to the next one's, and from a pair of blocks to the next. */
  readonly stretchBytes: number;
  readonly pairBytes: number;
}

/** Pairs of blocks of a row by two pairs of channels: products of polynomials. */
export function polynomialAssembly(loop: PolynomialLoop): AssemblyLine[] {
  const { steps, count, stretchBytes, pairBytes } = loop;
  const size = 16 * steps * count;
  const unrolled = count > 1 ? 2 : 4;
  const half = (offset: number) =>
    Array.from({ length: count }, (_, stretch) => [
      ...(stretch > 0 ? moved('sums', stretchBytes) : []),
      ...stretchLines(steps, words, unrolled),
      ...words.store(offset),
    ]).flat();
  return lines([
    '2:',
    ...half(0),
    ...moved('pixels', -2 * size),
    ...moved('sums', -(count - 1) * stretchBytes),
    ...half(8),
    ...moved('pixels', pairBytes - 2 * size),
    ...moved('weights', -4 * size),
    ...moved('sums', 64 - (count - 1) * stretchBytes),
    'subs %[pairs], %[pairs], #1',
    'bne 2b',
  ]);
}

function lines(texts: readonly string[]): AssemblyLine[] {
  return texts.map((line) => ({ line }));
}

const GREATEST_IMMEDIATE = 4092;

/** Moves a pointer; immediates have 12 bits. */
function moved(pointer: string, distance: number): string[] {
  const operation = distance < 0 ? 'sub' : 'add';
  const pieces: string[] = [];
  for (let rest = Math.abs(distance); rest > 0; rest -= GREATEST_IMMEDIATE) {
    pieces.push(
      `${operation} %[${pointer}], %[${pointer}], #${Math.min(rest, GREATEST_IMMEDIATE)}`,
    );
  }
  return pieces;
}

/**
 * Each step loads two vectors of pixels and two of weights and multiplies them crosswise. A low-overhead
 * loop runs what is not unrolled; the first step begins the sums.
 */
function stretchLines(steps: number, form: Crosswise, unrolled: number): string[] {
  const loops = Math.floor((steps - 1) / unrolled);
  const looped = loops > 1;
  const straight = looped ? steps - loops * unrolled : steps;
  const step = stepLines(form, form.add);
  const times = (count: number) => Array.from({ length: count }, () => step).flat();
  return [
    ...(looped ? [`mov lr, #${loops}`] : []),
    ...stepLines(form, form.begin),
    ...times(straight - 1),
    ...(looped ? ['dls lr, lr', '1:', ...times(unrolled), 'le lr, 1b'] : []),
  ];
}

function stepLines({ load, second }: Crosswise, multiply: Crosswise['add']): string[] {
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
