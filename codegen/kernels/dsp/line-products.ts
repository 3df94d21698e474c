/** Which half of a word a single multiplication takes. */
export type Half = 'b' | 't';

/** Taps in the lower and the upper half of a word of weights; `null` where there is none. */
export type WeightWord = readonly [bottom: number | null, top: number | null];

/** One multiplication of a kernel row: both halves of its words, or one of each. */
export interface LineProduct {
  /** Of the group of neighbouring outputs. */
  readonly output: number;
  /** Word of pixels, counted from the group's first. */
  readonly pixels: number;
  /** Word of weights of the row. */
  readonly weights: number;
  readonly halves: 'both' | readonly [pixels: Half, weights: Half];
}

export interface LineProducts {
  readonly weightWords: readonly WeightWord[];
  readonly products: readonly LineProduct[];
}

export interface LineShape {
  /** Taps of a kernel row. */
  readonly taps: number;
  readonly stride: number;
  readonly dilation: number;
  /** Neighbouring outputs that are computed together; a whole number of words apart from the next ones. */
  readonly outputs: number;
}

/** A tap that an output meets in one half of a word of pixels. */
interface Meeting {
  readonly output: number;
  readonly pixels: number;
  readonly bottom: number | null;
  readonly top: number | null;
}

/**
 * How a row of a depthwise kernel multiplies with words of two neighbouring pixels. Output o meets
 * tap t at pixel o · stride + t · dilation. Where it meets taps in both halves of a word, one
 * multiplication takes both; a lone tap is taken from any word of weights that has it.
 */
export function lineProducts(shape: LineShape): LineProducts {
  const meetings = Array.from({ length: shape.outputs }, (_, output) =>
    meetingsOf(shape, output),
  ).flat();
  const weightWords = wordsOf(shape.taps, meetings);
  const products = meetings.map(({ output, pixels, bottom, top }): LineProduct => {
    if (bottom !== null && top !== null) {
      const weights = weightWords.findIndex((word) => word[0] === bottom && word[1] === top);
      return { output, pixels, weights, halves: 'both' };
    }
    const tap = bottom ?? top;
    const weights = weightWords.findIndex((word) => word.includes(tap));
    const half = weightWords[weights][0] === tap ? 'b' : 't';
    return { output, pixels, weights, halves: [bottom === null ? 't' : 'b', half] };
  });
  return { weightWords, products };
}

function meetingsOf({ taps, stride, dilation }: LineShape, output: number): Meeting[] {
  const places = Array.from({ length: taps }, (_, tap) => output * stride + tap * dilation);
  const tapAt = (place: number): number | null => {
    const tap = places.indexOf(place);
    return tap < 0 ? null : tap;
  };
  const words = [...new Set(places.map((place) => place >> 1))];
  return words.map((pixels) => ({
    output,
    pixels,
    bottom: tapAt(2 * pixels),
    top: tapAt(2 * pixels + 1),
  }));
}

/** Pairs that outputs meet as such, then the taps that are in none of them, by twos. */
function wordsOf(taps: number, meetings: readonly Meeting[]): WeightWord[] {
  const pairs = new Map<string, WeightWord>();
  for (const { bottom, top } of meetings) {
    if (bottom !== null && top !== null) pairs.set(`${bottom} ${top}`, [bottom, top]);
  }
  const words = [...pairs.values()];
  const held = new Set(words.flat());
  const alone = Array.from({ length: taps }, (_, tap) => tap).filter((tap) => !held.has(tap));
  for (let index = 0; index < alone.length; index += 2) {
    words.push([alone[index], alone[index + 1] ?? null]);
  }
  return words;
}
