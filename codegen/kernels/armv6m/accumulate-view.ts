import type { FlushSchedule } from './flush-schedule.js';
import { wordsPerRaw, type TileForm } from './tile-form.js';

/** The unrolled body of the assembly in `accumulate.hbs`. */
export interface AccumulateView {
  readonly steps: number;
  /** How the mask of one code a field is built in r2. */
  readonly mask: readonly string[];
  readonly body: readonly string[];
}

/**
 * Registers: r0 pixels, r1 a word of flash, r2 mask, r3 weight word, r4 ... r7 four pixel words,
 * r8 ... r11 their sums, r12 weights, lr where sums are stored.
 */
export function accumulateView(
  form: TileForm,
  weightBits: number,
  { raws, steps }: FlushSchedule,
): AccumulateView {
  const perRaw = wordsPerRaw(form, weightBits);
  const body: string[] = [];
  for (let raw = 0; raw < raws; raw++) {
    body.push(...loadWord('r1', raw, raws));
    for (let word = 0; word < Math.min(perRaw, steps - raw * perRaw); word++) {
      body.push(...extract(form, weightBits, word), 'ldmia r0!, {r4-r7}');
      body.push(...multiply(raw + word === 0));
    }
  }
  return { steps, mask: maskLines(form, weightBits), body };
}

/**
 * The same for weight words that lie in flash as they are multiplied.
 *
 * @param overlap each so many steps read from one pixel word on to the next, over the same words
 */
export function accumulateWordsView(steps: number, overlap: number = 1): AccumulateView {
  const body = Array.from({ length: steps }, (_, step) => [
    ...loadWord('r3', step, steps),
    'ldmia r0!, {r4-r7}',
    ...((step + 1) % overlap === 0 ? [] : ['subs r0, #12']),
    ...multiply(step === 0),
  ]);
  return { steps, mask: [], body: body.flat() };
}

/** One pixel word a step, sums in r8: a dense layer reads each weight once. */
export function accumulateVectorView(
  form: TileForm,
  weightBits: number,
  { raws, steps }: FlushSchedule,
): AccumulateView {
  const perRaw = wordsPerRaw(form, weightBits);
  const body: string[] = [];
  for (let raw = 0; raw < raws; raw++) {
    body.push(...loadWord('r1', raw, raws));
    const used = Math.min(perRaw, steps - raw * perRaw);
    for (let first = 0; first < used; first += 4) {
      const count = Math.min(4, used - first);
      body.push(`ldmia r0!, {r4${count > 1 ? `-r${3 + count}` : ''}}`);
      for (let word = first; word < first + count; word++) {
        const pixel = `r${4 + word - first}`;
        body.push(...extract(form, weightBits, word), `muls ${pixel}, r3`);
        body.push(`${raw + word === 0 ? 'mov' : 'add'} r8, ${pixel}`);
      }
    }
  }
  return { steps, mask: maskLines(form, weightBits), body };
}

function loadWord(register: string, raw: number, raws: number): string[] {
  const load = ['mov r4, r12', `ldr ${register}, [r4, #${4 * raw}]`];
  return raw === raws - 1 ? [...load, `adds r4, #${4 * raws}`, 'mov r12, r4'] : load;
}

/** The fields of one weight word; a field that fills its lane needs no mask. */
function extract({ laneBits, lanes }: TileForm, weightBits: number, word: number): string[] {
  const shift = word * weightBits;
  if (laneBits === weightBits) return ['movs r3, r1'];
  if (lanes === 1 && shift + weightBits === laneBits) return [`lsrs r3, r1, #${shift}`];
  return [shift === 0 ? 'movs r3, r1' : `lsrs r3, r1, #${shift}`, 'ands r3, r2'];
}

function multiply(first: boolean): string[] {
  const pixels = [4, 5, 6, 7];
  return [
    ...pixels.map((register) => `muls r${register}, r3`),
    ...pixels.map((register) => `${first ? 'mov' : 'add'} r${register + 4}, r${register}`),
  ];
}

function maskLines({ laneBits }: TileForm, weightBits: number): string[] {
  const spread: string[] = [];
  for (let distance = 16; distance >= laneBits; distance /= 2) {
    spread.unshift(`lsls r3, r2, #${distance}`, 'orrs r2, r3');
  }
  return [`movs r2, #${2 ** weightBits - 1}`, ...spread];
}
